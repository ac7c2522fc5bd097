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
