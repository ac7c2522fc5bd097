using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

public sealed class ExchangeTests : IDisposable
{
    private const ulong Other = 6001;
    private const ulong OtherStock = 6002;
    private const ulong OtherClearing = 6003;

    private readonly TestSwitch _switch = TestSwitch.Large();

    public void Dispose() => _switch.Dispose();

    [Theory]
    [InlineData(Currency.JPY, 15_123, 10_000, 10_01, 1_513, 10_01, 0)] // 151.23 yen a dollar: floor(1001 x 1.5123) = 1513, which costs 1001
    [InlineData(Currency.JPY, 1, 150, 10_01, 6, 9_00, 1_01)] // 150 cents a yen: 1001 buys 6 for 900
    [InlineData(Currency.KWD, 307, 100, 10_00, 3_070, 10_00, 0)] // 0.307 dinar a dollar, 3 decimals
    [InlineData(Currency.USDC, 10_000, 1, 12_34, 12_340_000, 12_34, 0)]
    [InlineData(Currency.ETH, 10_000_000, 2_999, 50_00, 16_672_224, 50_00, 0)] // gwei
    public void Exchange_buys_the_floor_takes_what_it_costs_and_posts_the_remainder(
        Currency currency, long numerator, long denominator, long sold, long bought, long cost, long remainder)
    {
        Furnish(currency, stock: 1_000_000_000_000);
        _switch.Approve(Quote(20, currency, numerator, denominator));
        var reply = _switch.Approve(Exchange(21, 20, sold));

        Assert.Equal((bought, bought, currency), (reply.Amount, reply.Available, reply.Currency));
        Assert.Equal((100_00 - sold, 100_00 - sold), _switch.BalanceOf(Wallet));
        Assert.Equal((cost, cost), _switch.BalanceOf(Dollars));
        Assert.Equal((remainder, remainder), _switch.BalanceOf(FeeAccount));
        Assert.Equal(1_000_000_000_000 - bought, _switch.BalanceOf(OtherStock).Posted);
    }

    [Fact]
    public void A_quote_is_firm_once_and_until_it_expires()
    {
        Furnish(Currency.EUR, 100_00);
        _switch.Approve(Quote(20, Currency.EUR, 9, 10));
        _switch.Approve(Exchange(21, 20, 10_00));
        Assert.Equal(ResultCode.QuoteUsed, _switch.Ask(Exchange(22, 20, 10_00)));
        _switch.Approve(Quote(23, Currency.EUR, 9, 10));
        _switch.TimeMs += 60_000;
        Assert.Equal(ResultCode.QuoteExpired, _switch.Ask(Exchange(24, 23, 10_00)));
        Assert.Equal(1, _switch.Approve(Tick(25, 0)).Amount);
        Assert.Equal(ResultCode.QuoteExpired, _switch.Ask(Exchange(26, 23, 10_00)));

        Assert.Equal(ResultCode.UnknownQuote, _switch.Ask(Exchange(27, 99, 10_00)));
        Assert.Equal(ResultCode.UnknownAuthorization, _switch.Ask(About(CommandKind.Capture, 28, 20)));
        Assert.Equal(ResultCode.UnknownAuthorization, _switch.Ask(About(CommandKind.Reversal, 29, 20)));
    }

    [Fact]
    public void An_exchange_that_was_refused_leaves_the_quote_to_be_used()
    {
        Furnish(Currency.EUR, 50_00);
        _switch.Approve(Quote(20, Currency.EUR, 9, 10, maximum: 90_00));
        Assert.Equal(ResultCode.ExceedsQuote, _switch.Ask(Exchange(21, 20, 90_01)));
        Assert.Equal(ResultCode.ExceedsQuote, _switch.Ask(Exchange(22, 20, 1)));
        Assert.Equal(ResultCode.InsufficientLiquidity, _switch.Ask(Exchange(23, 20, 60_00)));
        Assert.Equal(ResultCode.CurrencyMismatch, _switch.Ask(Exchange(24, 20, 10_00) with { Currency = Currency.EUR }));
        Assert.Equal(ResultCode.AccountKindNotAllowed, _switch.Ask(Exchange(25, 20, 10_00) with { Counterparty = OtherClearing }));
        _switch.Approve(Status(26, OtherStock, AccountStatus.Frozen));
        Assert.Equal(ResultCode.AccountFrozen, _switch.Ask(Exchange(27, 20, 10_00)));
        _switch.Approve(Status(28, OtherStock, AccountStatus.Active));

        Assert.Equal(9_00, _switch.Approve(Exchange(29, 20, 10_00)).Amount);
    }

    [Fact]
    public void What_does_not_fit_64_bits_is_refused()
    {
        Furnish(Currency.ETH, CommandLimits.AmountMax);
        _switch.Approve(Deposit(20, CommandLimits.AmountMax));
        _switch.Approve(Quote(21, Currency.ETH, CommandLimits.RateTermMax, 1, CommandLimits.AmountMax));

        Assert.Equal(ResultCode.ExceedsQuote, _switch.Ask(Exchange(22, 21, CommandLimits.AmountMax)));
        Assert.Equal(1_000_000_000_000_000, _switch.Approve(Exchange(23, 21, 1)).Amount);
        Assert.Equal(ResultCode.RateOutOfRange, _switch.Ask(Quote(24, Currency.ETH, CommandLimits.RateTermMax + 1, 1)));
        Assert.Equal(ResultCode.RateOutOfRange, _switch.Ask(Quote(25, Currency.USD, 1, 1)));
    }

    [Fact]
    public void Exchanges_count_against_the_sellers_limits()
    {
        Furnish(Currency.EUR, 100_00);
        _switch.Approve(Tier(19, 1, day: 10_00));
        _switch.Approve(Terms(20, Wallet, tier: 1));
        _switch.Approve(Quote(21, Currency.EUR, 1, 1));

        Assert.Equal(ResultCode.AmountLimitExceeded, _switch.Ask(Exchange(22, 21, 10_01)));
        _switch.Approve(Exchange(23, 21, 10_00));
    }

    private void Furnish(Currency currency, long stock)
    {
        _switch.Approve(OpenAccount(900, Other, AccountKind.CustomerWallet, currency));
        _switch.Approve(OpenAccount(901, OtherStock, AccountKind.Liquidity, currency));
        _switch.Approve(OpenAccount(902, OtherClearing, AccountKind.ExternalClearing, currency));
        _switch.Approve(Deposit(903, stock, OtherStock, OtherClearing, currency));
    }

    private static Command Quote(ulong id, Currency buy, long numerator, long denominator, long maximum = 100_00) =>
        Configure(CommandKind.OpenQuote, id) with
        {
            Quote = new QuoteBody
            {
                Sell = Currency.USD,
                Buy = buy,
                Numerator = numerator,
                Denominator = denominator,
                SellMaximum = maximum,
                SellLiquidity = Dollars,
                BuyLiquidity = OtherStock,
                RoundingAccount = FeeAccount,
                Seconds = 60,
            },
        };

    private static Command Exchange(ulong id, ulong quote, long amount) =>
        Payment(CommandKind.Exchange, id, amount, to: Other) with { OriginalRequestId = Id(quote) };
}
