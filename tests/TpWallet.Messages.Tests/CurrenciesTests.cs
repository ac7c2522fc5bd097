namespace TpWallet.Messages.Tests;

public sealed class CurrenciesTests
{
    public static TheoryData<Currency> Known => [.. Currencies.All];

    [Theory]
    [InlineData(0, "JPY KRW")]
    [InlineData(2, "AUD BRL CAD CHF CNY EUR GBP HKD INR MXN NOK PLN SEK SGD THB USD")]
    [InlineData(3, "BHD KWD")]
    [InlineData(6, "USDC USDT")]
    [InlineData(9, "ETH")]
    public void Exponent_is_that_of_the_ledger(int exponent, string currencies) =>
        Assert.Equal(
            currencies.Split(' '),
            Currencies.All.ToArray().Where(known => Currencies.Exponent(known) == exponent).Select(static known => known.ToString()).Order());

    [Fact]
    public void All_names_every_currency_but_None() => Assert.Equal(Enum.GetValues<Currency>()[1..], Currencies.All.ToArray());

    [Theory]
    [MemberData(nameof(Known))]
    public void Known_currency_has_an_exponent_from_0_to_9_and_can_be_read(Currency currency)
    {
        Assert.True(Currencies.IsKnown(currency));
        Assert.InRange(Currencies.Exponent(currency), 0, 9);
        foreach (var text in new[] { currency.ToString(), currency.ToString().ToLowerInvariant() })
        {
            Assert.True(Currencies.TryParse(text, out var read));
            Assert.Equal(currency, read);
        }
    }

    [Fact]
    public void Number_without_a_name_is_not_known()
    {
        for (var number = 0; number <= ushort.MaxValue; number++)
        {
            Assert.Equal(number != 0 && Enum.IsDefined((Currency)number), Currencies.IsKnown((Currency)number));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("None")]
    [InlineData("840")]
    [InlineData(" USD")]
    [InlineData("USD,EUR")]
    [InlineData("XXX")]
    public void Text_that_is_no_currency_is_refused(string? text)
    {
        Assert.False(Currencies.TryParse(text, out var currency));
        Assert.Equal(Currency.None, currency);
    }
}
