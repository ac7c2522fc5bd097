using System.Text;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Protocol.Tests.Iso8583;

/// <summary>What is wrong is told by data element, position and reason; what is right in a faulty message can still be read.</summary>
public sealed class IsoFaultTests
{
    [Theory]
    [InlineData("0800", IsoFaultCode.Truncated, 1, 4, "bitmap at byte 4: the message ends too early")]
    [InlineData("08", IsoFaultCode.Truncated, 0, 2, "MTI at byte 2: the message ends too early")]
    [InlineData("1800", IsoFaultCode.BadMti, 0, 0, "MTI at byte 0: not four digits of the profile's version")]
    [InlineData("08X0", IsoFaultCode.BadMti, 0, 0, "MTI at byte 0: not four digits of the profile's version")]
    [InlineData("0800002000000000000G", IsoFaultCode.BadBitmap, 1, 4, "bitmap at byte 4: not hexadecimal")]
    [InlineData("0800002000000000000012345", IsoFaultCode.Truncated, 11, 25, "DE 11 at byte 25: the message ends too early")]
    [InlineData("08000020000000000000" + "12345A", IsoFaultCode.BadContent, 11, 25,
        "DE 11 at byte 25: a character that its format does not allow")]
    [InlineData("08004000000000000000" + "20", IsoFaultCode.TooLong, 2, 20, "DE 2 at byte 20: longer than the profile allows")]
    [InlineData("08004000000000000000" + "-1", IsoFaultCode.BadLength, 2, 20, "DE 2 at byte 20: its length is not a number")]
    [InlineData("08000020000000000000" + "1234567", IsoFaultCode.TrailingBytes, 11, 26,
        "DE 11 at byte 26: bytes follow it, though it is the last")]
    [InlineData("08008000000000000000" + "8000000000000000", IsoFaultCode.UnknownField, 65, 36, "DE 65 at byte 36: not in the profile")]
    [InlineData("08000000000000010000" + "006PA031a", IsoFaultCode.BadStructure, 48, 23, "DE 48 at byte 23: its inside is not as the profile says")]
    public void Fault_is_told_with_its_place(string ascii, IsoFaultCode code, int field, int position, string text)
    {
        Assert.False(IsoDecoder.TryRead(IsoTestData.Ascii1987, Encoding.ASCII.GetBytes(ascii), out _, out var fault));
        Assert.Equal((code, field, position, text), (fault.Code, fault.Field, fault.Position, fault.ToString()));
    }

    [Fact]
    public void Fields_around_a_wrong_one_can_still_be_read()
    {
        var bytes = IsoTestData.Authorization(IsoTestData.Ascii1987);
        var amount = Encoding.ASCII.GetString(bytes).IndexOf("000000012345", StringComparison.Ordinal);
        bytes[amount] = (byte)'x';

        Assert.False(IsoDecoder.TryRead(IsoTestData.Ascii1987, bytes, out var message, out var fault));

        Assert.Equal((IsoFaultCode.BadContent, 4, amount), (fault.Code, fault.Field, fault.Position));
        Assert.False(message.Has(4));
        Assert.Equal(("123456", "632615123456", "TERM0001"), (message.Text(11), message.Text(37), message.Text(41)));
    }

    [Fact]
    public void Writer_keeps_the_first_thing_that_went_wrong()
    {
        Assert.Equal(new IsoFault(IsoFaultCode.OutOfOrder, 4, 32), FaultOf(static writer =>
        {
            writer.WriteNumber(4, 1);
            writer.WriteNumber(4, 1);
            writer.WriteNumber(200, 1);
            return writer;
        }));
        Assert.Equal(IsoFaultCode.UnknownField, FaultOf(static writer =>
        {
            writer.WriteNumber(110, 1);
            return writer;
        }).Code);
        Assert.Equal(IsoFaultCode.TooLong, FaultOf(static writer =>
        {
            writer.WriteText(41, "123456789"u8);
            return writer;
        }).Code);
        Assert.Equal(IsoFaultCode.BadContent, FaultOf(static writer =>
        {
            writer.WriteText(11, "12E456"u8);
            return writer;
        }).Code);
        Assert.Equal(IsoFaultCode.NoRoom, FaultOf(static writer =>
        {
            writer.WriteText(43, "somewhere"u8);
            writer.WriteText(44, "1234567890123456789012345"u8);
            return writer;
        }).Code);
    }

    private delegate IsoWriter Writing(IsoWriter writer);

    private static IsoFault FaultOf(Writing write)
    {
        var writer = write(new IsoWriter(IsoTestData.Ascii1987, new byte[64], new Mti(0x0100)));
        Assert.False(writer.TryComplete(out var length));
        Assert.Equal(0, length);
        return writer.Fault;
    }
}
