using TpWallet.Protocol.Iso8583;

namespace TpWallet.Protocol.Tests.Iso8583;

public sealed class BerTlvTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("0000", true)]
    [InlineData("9F0200", true)]
    [InlineData("00820200009C0100", true)]
    [InlineData("9F", false)]
    [InlineData("9F02", false)]
    [InlineData("820301", false)]
    [InlineData("8281", false)]
    [InlineData("828001", false)]
    [InlineData("8283000001AA", false)]
    [InlineData("DF8101", false)]
    [InlineData("DF81010155", true)]
    [InlineData("DF8181810155", false)]
    [InlineData("70039C0100", true)]
    [InlineData("70049C0100", false)]
    [InlineData("70039C0200", false)]
    [InlineData("7009700770057003700100", false)]
    [InlineData("7006700470027000", true)]
    [InlineData("700A7008700670047002" + "7000", false)]
    public void Data_are_elements_through_and_through_or_refused(string hex, bool isRight) =>
        Assert.Equal(isRight, BerTlv.IsWellFormed(Convert.FromHexString(hex)));

    [Theory]
    [InlineData(0x9Cu, 0)]
    [InlineData(0x9F26u, 127)]
    [InlineData(0xDF8101u, 128)]
    [InlineData(0xDF818101u, 255)]
    [InlineData(0x9F10u, 256)]
    [InlineData(0x9F10u, 65_535)]
    public void Element_is_read_as_it_was_written(uint tag, int length)
    {
        var value = new byte[length];
        value.AsSpan().Fill(0x5A);
        var buffer = new byte[length + 8];

        Assert.True(BerTlv.TryWrite(buffer, tag, value, out var written));
        ReadOnlySpan<byte> data = buffer.AsSpan(0, written);
        Assert.True(BerTlv.TryRead(ref data, out var element));

        Assert.Equal((tag, length, 0), (element.Tag, element.Value.Length, data.Length));
        Assert.False(BerTlv.TryWrite(buffer.AsSpan(0, written - 1), tag, value, out _));
    }

    [Fact]
    public void Element_within_another_is_found()
    {
        var data = Convert.FromHexString("9C0100" + "7006" + "9F3602" + "002A" + "00");

        Assert.True(BerTlv.TryFind(data, 0x9F36, out var value));
        Assert.Equal("002A", Convert.ToHexString(value));
        Assert.False(BerTlv.TryFind(data, 0x5A, out _));
    }

    [Fact]
    public void Private_tags_are_found_by_name()
    {
        Span<byte> value = stackalloc byte[8];
        Assert.Equal(1, TaggedReader.Find("PA011MC0212"u8, WireEncoding.Ascii, "PA"u8, value));
        Assert.Equal(2, TaggedReader.Find("PA011MC0212"u8, WireEncoding.Ascii, "MC"u8, value));
        Assert.Equal("12", System.Text.Encoding.ASCII.GetString(value[..2]));
        Assert.Equal(-1, TaggedReader.Find("PA011MC0212"u8, WireEncoding.Ascii, "XX"u8, value));
        Assert.Equal(-1, TaggedReader.Find("PA09"u8, WireEncoding.Ascii, "PA"u8, value));
    }
}
