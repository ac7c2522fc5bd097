using Xunit.Abstractions;

namespace TpWallet.Messages.Tests;

public sealed class MinorUnitsTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("12.34", Currency.USD, 1234)]
    [InlineData("12.3", Currency.USD, 1230)]
    [InlineData("12", Currency.USD, 1200)]
    [InlineData("0", Currency.USD, 0)]
    [InlineData("0.00", Currency.USD, 0)]
    [InlineData("0007.50", Currency.USD, 750)]
    [InlineData("1234", Currency.JPY, 1234)]
    [InlineData("1.234", Currency.KWD, 1234)]
    [InlineData("0.000001", Currency.USDC, 1)]
    [InlineData("1.000000001", Currency.ETH, 1_000_000_001)]
    [InlineData("92233720368547758.07", Currency.USD, long.MaxValue)]
    [InlineData("9223372036854775807", Currency.JPY, long.MaxValue)]
    [InlineData("9223372036.854775807", Currency.ETH, long.MaxValue)]
    public void Amount_is_read_in_the_currencys_minor_units(string text, Currency currency, long expected)
    {
        Assert.True(MinorUnits.TryParse(text, currency, out var amount, out var error), error);
        Assert.Equal(expected, amount);
    }

    [Theory]
    [InlineData("", Currency.USD, "is not an amount")]
    [InlineData(".", Currency.USD, "is not an amount")]
    [InlineData(".50", Currency.USD, "is not an amount")]
    [InlineData("1.", Currency.USD, "is not an amount")]
    [InlineData("1.2.3", Currency.USD, "is not an amount")]
    [InlineData("-1", Currency.USD, "is not an amount")]
    [InlineData("+1", Currency.USD, "is not an amount")]
    [InlineData(" 1", Currency.USD, "is not an amount")]
    [InlineData("1,000", Currency.USD, "is not an amount")]
    [InlineData("1e3", Currency.USD, "is not an amount")]
    [InlineData("0x10", Currency.USD, "is not an amount")]
    [InlineData("\u0661\u0662", Currency.USD, "is not an amount")]
    [InlineData("1.234", Currency.USD, "more decimals than USD has: 2")]
    [InlineData("1.0", Currency.JPY, "more decimals than JPY has: 0")]
    [InlineData("92233720368547758.08", Currency.USD, "larger than a ledger amount")]
    [InlineData("99999999999999999999999999", Currency.JPY, "larger than a ledger amount")]
    [InlineData("1", Currency.None, "currency 0 is not known")]
    [InlineData("1", (Currency)999, "currency 999 is not known")]
    public void Text_that_is_no_amount_is_refused_with_the_reason(string text, Currency currency, string reason)
    {
        Assert.False(MinorUnits.TryParse(text, currency, out var amount, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Equal(0, amount);
    }

    [Theory]
    [InlineData(0, Currency.USD, "0.00")]
    [InlineData(7, Currency.USD, "0.07")]
    [InlineData(-7, Currency.USD, "-0.07")]
    [InlineData(123456, Currency.USD, "1234.56")]
    [InlineData(5, Currency.JPY, "5")]
    [InlineData(1, Currency.ETH, "0.000000001")]
    [InlineData(long.MaxValue, Currency.USD, "92233720368547758.07")]
    [InlineData(long.MinValue, Currency.USD, "-92233720368547758.08")]
    [InlineData(long.MinValue, Currency.JPY, "-9223372036854775808")]
    public void Amount_is_written_with_the_currencys_decimals(long amount, Currency currency, string expected) =>
        Assert.Equal(expected, MinorUnits.Format(amount, currency));

    [Fact]
    public void Written_amount_is_read_back()
    {
        var random = new SeededRandom(output);
        for (var round = 0; round < SeededRandom.Rounds; round++)
        {
            var amount = random.NextAmount();
            var currency = random.Pick(Currencies.All);
            var text = MinorUnits.Format(amount, currency);

            Assert.True(MinorUnits.TryParse(text, currency, out var read, out var error), $"{amount} {currency}: {error}");
            Assert.Equal(amount, read);
            Assert.Equal("-" + text, amount == 0 ? "-" + text : MinorUnits.Format(-amount, currency));
        }
    }

    [Fact]
    public void Any_text_is_read_or_refused_without_an_exception()
    {
        var random = new SeededRandom(output);
        for (var round = 0; round < SeededRandom.Rounds; round++)
        {
            var text = random.NextText("0123456789.-+, e\0\u0661", 24);
            if (MinorUnits.TryParse(text, random.Pick(Currencies.All), out var amount, out var error))
            {
                Assert.InRange(amount, 0, long.MaxValue);
            }
            else
            {
                Assert.NotEmpty(error);
            }
        }
    }
}
