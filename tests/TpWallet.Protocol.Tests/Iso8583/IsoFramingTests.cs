using System.Text;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Protocol.Tests.Iso8583;

public sealed class IsoFramingTests
{
    [Theory]
    [InlineData(WireEncoding.Binary, 2, false, "", "", "0003414243")]
    [InlineData(WireEncoding.Binary, 2, true, "", "", "0005414243")]
    [InlineData(WireEncoding.Binary, 4, false, "", "", "00000003414243")]
    [InlineData(WireEncoding.Ascii, 4, false, "", "", "30303033414243")]
    [InlineData(WireEncoding.Ascii, 4, true, "", "03", "3030303841424303")]
    [InlineData(WireEncoding.Bcd, 2, false, "6000030000", "", "00086000030000414243")]
    [InlineData(WireEncoding.Ebcdic, 4, false, "", "", "F0F0F0F3414243")]
    public void Frame_is_wrapped_and_unwrapped(WireEncoding encoding, int bytes, bool countsItself, string header, string trailer, string expected)
    {
        var framing = FramingOf(encoding, bytes, countsItself, header, trailer);
        var frame = new byte[64];
        "ABC"u8.CopyTo(frame.AsSpan(framing.PrefixBytes));

        Assert.True(framing.TryWrap(frame, 3, default, out var length));
        Assert.Equal(expected, Convert.ToHexString(frame, 0, length));
        Assert.True(framing.TryReadLength(frame, out var frameBytes));
        Assert.Equal(length, frameBytes);
        Assert.True(framing.TryUnwrap(frame.AsSpan(0, length), out var message));
        Assert.Equal("ABC", Encoding.ASCII.GetString(message));
    }

    [Theory]
    [InlineData(WireEncoding.Binary, "0000")]
    [InlineData(WireEncoding.Binary, "FFFF")]
    [InlineData(WireEncoding.Ascii, "30303058")]
    [InlineData(WireEncoding.Ascii, "30303030")]
    [InlineData(WireEncoding.Ascii, "39393939")]
    [InlineData(WireEncoding.Bcd, "00AA")]
    public void Length_that_no_message_has_is_refused(WireEncoding encoding, string start)
    {
        var bytes = Convert.FromHexString(start);
        Assert.False(FramingOf(encoding, bytes.Length, false, "", "").TryReadLength(bytes, out _));
    }

    [Fact]
    public void Another_trailer_is_refused()
    {
        var framing = FramingOf(WireEncoding.Binary, 2, false, "", "03");
        Assert.False(framing.TryUnwrap(Convert.FromHexString("00024104"), out _));
    }

    [Fact]
    public void Answer_has_the_header_of_its_request()
    {
        var framing = FramingOf(WireEncoding.Binary, 2, false, "6000000000", "");
        var frame = new byte[16];

        Assert.True(framing.TryWrap(frame, 1, Convert.FromHexString("6000110022"), out var length));
        Assert.Equal("0006600011002200", Convert.ToHexString(frame, 0, length));
    }

    private static IsoFraming FramingOf(WireEncoding encoding, int bytes, bool countsItself, string header, string trailer) => new()
    {
        LengthEncoding = encoding,
        LengthBytes = bytes,
        LengthCountsItself = countsItself,
        Header = Convert.FromHexString(header),
        Trailer = Convert.FromHexString(trailer),
        MessageBytesMax = 4096,
    };
}
