using TpWallet.Protocol.Binary;

namespace TpWallet.Protocol.Tests;

public sealed class ProtocolErrorsTests
{
    public static TheoryData<ProtocolErrorCode> AllCodes => [.. Enum.GetValues<ProtocolErrorCode>()];

    [Theory]
    [MemberData(nameof(AllCodes))]
    public void Text_of_every_code_fits_the_frame_and_comes_back_from_it(ProtocolErrorCode code)
    {
        var text = ProtocolErrors.TextOf(code);
        Assert.InRange(text.Length, 1, ErrorFrame.TextSize);
        Assert.All(text, character => Assert.InRange(character, ' ', '~'));
        Assert.Equal(text, new ErrorFrame(new(code, 1)).Text);
    }

    [Fact]
    public void Texts_differ() =>
        Assert.Equal(AllCodes.Count, Enum.GetValues<ProtocolErrorCode>().Select(ProtocolErrors.TextOf).Distinct().Count());

    [Fact]
    public void Number_that_is_no_code_has_a_text_too() =>
        Assert.Equal("unknown error code", ProtocolErrors.TextOf((ProtocolErrorCode)9_999));

    [Theory]
    [InlineData("127.0.0.1:7400", "127.0.0.1", 7400)]
    [InlineData("[fd00::1]:1", "fd00::1", 1)]
    [InlineData("node-2.example:65535", "node-2.example", 65_535)]
    public void Redirect_tells_the_primary(string address, string host, int port)
    {
        var frame = ErrorFrame.NotPrimary(address);
        Assert.Equal((address, (uint)port, new SwitchAddress(host, port)), (frame.Text, frame.Detail, frame.Primary));
        Assert.Equal(address, frame.Primary.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no port")]
    [InlineData("a-host-whose-name-does-not-fit.example:7400")]
    public void Redirect_without_an_address_that_fits_names_none(string? address)
    {
        var frame = ErrorFrame.NotPrimary(address);
        Assert.Equal((ProtocolErrors.TextOf(ProtocolErrorCode.NotPrimary), 0u, null), (frame.Text, frame.Detail, frame.Primary));
    }

    [Fact]
    public void Redirect_whose_text_and_detail_differ_names_none() =>
        Assert.Null((ErrorFrame.NotPrimary("127.0.0.1:7400") with { Detail = 7_401 }).Primary);

    [Theory]
    [InlineData("host")]
    [InlineData(":7400")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:-1")]
    [InlineData("fd00::1:7400")]
    [InlineData("[host]:7400")]
    [InlineData("[]:7400")]
    [InlineData("one:1,two:2")]
    [InlineData("one two:1")]
    public void Address_that_is_none_is_not_read(string text) => Assert.False(SwitchAddress.TryParse(text, out _));

    [Fact]
    public void Text_from_a_peer_is_printable_whatever_was_sent()
    {
        var body = new byte[ErrorFrame.Size];
        body.AsSpan(8).Fill(0xFF);
        body[10] = (byte)'\n';
        Assert.True(ErrorFrame.TryRead(body, out var error));
        Assert.Equal(new string('?', ErrorFrame.TextSize), error.Text);
    }
}
