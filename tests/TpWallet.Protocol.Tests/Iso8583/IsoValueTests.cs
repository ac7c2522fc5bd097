using TpWallet.Protocol.Iso8583;

namespace TpWallet.Protocol.Tests.Iso8583;

public sealed class IsoValueTests
{
    [Theory]
    [InlineData("0100", "0110", "0101", false)]
    [InlineData("0101", "0110", "0101", true)]
    [InlineData("0121", "0130", "0121", true)]
    [InlineData("0420", "0430", "0421", false)]
    [InlineData("1202", "1212", "1203", false)]
    public void Message_type_knows_its_answer_and_its_repeat(string text, string answer, string repeat, bool isRepeat)
    {
        Assert.True(Mti.TryParse(text, out var mti));
        Assert.Equal((text, answer, repeat, isRepeat), (mti.ToString(), mti.Response.ToString(), mti.Repeat.ToString(), mti.IsRepeat));
    }

    [Theory]
    [InlineData("")]
    [InlineData("010")]
    [InlineData("01A0")]
    [InlineData("01000")]
    public void What_is_not_four_digits_is_no_message_type(string text) => Assert.False(Mti.TryParse(text, out _));

    [Fact]
    public void Original_of_1987_is_taken_apart()
    {
        Assert.True(OriginalDataElements.TryRead1987("010012345611221506370001234567800000000000"u8, out var original));
        Assert.Equal(new OriginalDataElements(new Mti(0x0100), 123_456, 1_122_150_637, 12_345_678, 0), original);
        Assert.True(original.IsTold);
        Assert.True(OriginalDataElements.TryRead1987("000000000000000000000000000000000000000000"u8, out original));
        Assert.False(original.IsTold);
        Assert.False(OriginalDataElements.TryRead1987("0100"u8, out _));
    }

    [Fact]
    public void Original_of_1993_is_taken_apart()
    {
        Assert.True(OriginalDataElements.TryRead1993("110012345626112215063706123456"u8, out var original));
        Assert.Equal(new OriginalDataElements(new Mti(0x1100), 123_456, 261_122_150_637, 123_456, 0), original);
        Assert.True(OriginalDataElements.TryRead1993("1100123456261122150637"u8, out original));
        Assert.Equal(0, original.AcquirerId);
        Assert.False(OriginalDataElements.TryRead1993("110012345626112215063707123456"u8, out _));
    }
}
