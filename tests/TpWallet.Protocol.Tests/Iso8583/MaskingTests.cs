using TpWallet.Protocol.Iso8583;

namespace TpWallet.Protocol.Tests.Iso8583;

public sealed class MaskingTests
{
    private const string Card = "4761739001010119";

    [Fact]
    public void People_see_of_a_message_neither_card_number_nor_secrets()
    {
        var bytes = IsoTestData.Write(
            IsoTestData.Ascii1987, "0200",
            (2, Card), (4, "000000000100"), (35, Card + "=28122011000012345678"), (42, Card[..15]), (43, $"To {Card}, Springfield          "[..40]),
            (45, $"B{Card}^SOMEBODY^2812"), (48, "CV03123"), (52, "0123456789ABCDEF"), (55, "5A08" + Card + "9F36020001"), (102, Card));
        var message = IsoTestData.Read(IsoTestData.Ascii1987, bytes);

        var shown = Masking.Describe(message);

        Assert.Equal("476173******0119", Assert.Single(shown, static field => field.Number == 2).Value);
        Assert.Equal("[hidden, length 8]", Assert.Single(shown, static field => field.Number == 52).Value);
        Assert.Equal("000000000100", Assert.Single(shown, static field => field.Number == 4).Value);
        Assert.Contains(shown, static field => field is { Number: 55, Tag: "9F36", Value: "[hidden, length 2]" });
        Assert.Contains(shown, static field => field is { Number: 48, Tag: "CV", Value: "[hidden, length 3]" });
        Assert.All(shown, static field =>
        {
            Assert.DoesNotContain(Card, field.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("123456789", field.Value, StringComparison.Ordinal);
        });
        Assert.Contains(Masking.Describe(message, unmasked: true), static field => field.Value == Card);
    }

    [Theory]
    [InlineData("4761739001010119", "476173******0119")]
    [InlineData("1234567890", "**********")]
    [InlineData("", "")]
    public void Card_number_keeps_its_first_six_and_last_four(string digits, string shown) => Assert.Equal(shown, Masking.MaskPan(digits));

    [Fact]
    public void Text_keeps_digits_that_can_be_no_card_number()
    {
        Assert.Equal("x476173******0119y", Masking.MaskText($"x{Card}y"));
        Assert.Equal("4761739001010118", Masking.MaskText("4761739001010118"));
    }
}
