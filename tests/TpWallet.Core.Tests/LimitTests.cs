using TpWallet.Core.Limits;
using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

/// <summary>Tiers, business dates, the cold start, position caps.</summary>
public sealed class LimitTests : IDisposable
{
    private const ulong Card = 77_001;

    private readonly TestSwitch _switch = TestSwitch.Large();

    public void Dispose() => _switch.Dispose();

    [Theory]
    [InlineData(10_00, 50_00, 50_00, 9, 9, LimitRule.AccountPerTransaction)]
    [InlineData(50_00, 15_00, 50_00, 9, 9, LimitRule.AccountPerDay)]
    [InlineData(50_00, 50_00, 15_00, 9, 9, LimitRule.AccountPerMonth)]
    [InlineData(50_00, 50_00, 50_00, 1, 9, LimitRule.AccountPerDayCount)]
    [InlineData(50_00, 50_00, 50_00, 9, 1, LimitRule.AccountPerMonthCount)]
    public void The_reply_says_which_limit_decided(long once, long day, long month, uint dayCount, uint monthCount, LimitRule rule)
    {
        _switch.Approve(Tier(10, 1, once, day, month, dayCount, monthCount));
        _switch.Approve(Terms(11, Wallet, tier: 1));
        _switch.Approve(Payment(CommandKind.Purchase, 12, 10_00));

        var reply = _switch.Send(Payment(CommandKind.Purchase, 13, 10_01));

        Assert.Equal((ushort)rule, reply.Rule);
        Assert.Equal(
            rule is LimitRule.AccountPerDayCount or LimitRule.AccountPerMonthCount ? ResultCode.CountLimitExceeded
                : ResultCode.AmountLimitExceeded, reply.Result);
    }

    [Fact]
    public void An_instrument_has_limits_of_its_own_beside_the_accounts()
    {
        _switch.Approve(Tier(10, 2, day: 20_00));
        _switch.Approve(Instrument(CommandKind.BindInstrument, 11, Card, tier: 2));
        var byCard = Payment(CommandKind.Purchase, 12, 15_00) with { Account = Card, Flags = CommandFlags.ByInstrument };
        _switch.Approve(byCard);

        var reply = _switch.Send(byCard with { RequestId = Id(13), Amount = 5_01 });

        Assert.Equal((ResultCode.AmountLimitExceeded, (ushort)LimitRule.InstrumentPerDay), (reply.Result, reply.Rule));
        _switch.Approve(Payment(CommandKind.Purchase, 14, 50_00));
    }

    [Fact]
    public void What_is_released_counts_no_more_and_what_is_captured_still_does()
    {
        _switch.Approve(Tier(10, 1, day: 60_00, dayCount: 2));
        _switch.Approve(Terms(11, Wallet, tier: 1));
        _switch.Approve(Authorize(12, 60_00));
        _switch.Approve(About(CommandKind.Void, 13, 12));
        _switch.Approve(Authorize(14, 60_00));
        _switch.Approve(About(CommandKind.Capture, 15, 14, 20_00));

        Assert.Equal(ResultCode.AmountLimitExceeded, _switch.Ask(Authorize(16, 40_01)));
        _switch.Approve(Authorize(17, 40_00, holdSeconds: 1));
        Assert.Equal(ResultCode.CountLimitExceeded, _switch.Ask(Authorize(18, 1)));
        _switch.TimeMs += 1_000;
        _switch.Approve(Tick(19, 0));
        _switch.Approve(Payment(CommandKind.Purchase, 20, 40_00));
        _switch.Approve(About(CommandKind.Reversal, 21, 20));
        _switch.Approve(Payment(CommandKind.Transfer, 22, 40_00, to: SecondWallet));
    }

    [Theory]
    [InlineData(CommandKind.Void)]
    [InlineData(CommandKind.Reversal)]
    public void What_is_released_counts_no_more_for_the_instrument(CommandKind release)
    {
        _switch.Approve(Tier(10, 2, day: 20_00, dayCount: 1));
        _switch.Approve(Instrument(CommandKind.BindInstrument, 11, Card, tier: 2));
        var byCard = Authorize(12, 20_00) with { Account = Card, Flags = CommandFlags.ByInstrument };
        _switch.Approve(byCard);
        Assert.Equal((ushort)LimitRule.InstrumentPerDayCount, _switch.Send(byCard with { RequestId = Id(13) }).Rule);
        _switch.Approve(About(release, 14, 12));

        _switch.Approve(byCard with { RequestId = Id(15) });
    }

    [Fact]
    public void An_increment_counts_its_amount_and_is_no_payment_of_its_own()
    {
        _switch.Approve(Tier(10, 1, day: 60_00, dayCount: 1));
        _switch.Approve(Terms(11, Wallet, tier: 1));
        _switch.Approve(Authorize(12, 40_00));

        Assert.Equal(ResultCode.AmountLimitExceeded, _switch.Ask(About(CommandKind.IncrementAuthorization, 13, 12, 20_01)));
        Assert.Equal(ResultCode.Approved, _switch.Ask(About(CommandKind.IncrementAuthorization, 14, 12, 20_00)));
    }

    [Fact]
    public void A_new_business_date_begins_a_new_day_and_a_new_month()
    {
        const ushort lastOfJanuary = 9_527; // 2026-01-31
        Assert.Equal((313, 312), (BusinessPeriod.Of(lastOfJanuary + 1).Month, BusinessPeriod.Of(lastOfJanuary).Month));
        _switch.Approve(BusinessDate(9, lastOfJanuary - 1));
        _switch.Approve(Tier(10, 1, day: 40_00, month: 60_00));
        _switch.Approve(Terms(11, Wallet, tier: 1));
        _switch.Approve(Payment(CommandKind.Purchase, 12, 40_00));
        _switch.Approve(BusinessDate(13, lastOfJanuary));
        Assert.Equal(ResultCode.BusinessDateNotLater, _switch.Ask(BusinessDate(14, lastOfJanuary)));

        Assert.Equal((ushort)LimitRule.AccountPerMonth, _switch.Send(Payment(CommandKind.Purchase, 15, 20_01)).Rule);
        _switch.Approve(Authorize(16, 20_00));
        _switch.Approve(BusinessDate(17, lastOfJanuary + 1));
        _switch.Approve(Payment(CommandKind.Purchase, 18, 40_00));

        // The release of what another day counted gives nothing to this one.
        _switch.Approve(About(CommandKind.Void, 19, 16));
        Assert.Equal((ushort)LimitRule.AccountPerDay, _switch.Send(Payment(CommandKind.Purchase, 20, 1)).Rule);
    }

    [Theory]
    [InlineData(0, 1)] // 2000-01-01
    [InlineData(30, 1)]
    [InlineData(31, 2)]
    [InlineData(59, 2)] // 2000-02-29
    [InlineData(60, 3)]
    [InlineData(366, 13)] // 2001-01-01
    [InlineData(36_524, 1_200)] // 2099-12-31
    [InlineData(36_583, 1_202)] // 2100-02-28, no leap year
    [InlineData(36_584, 1_203)]
    public void Months_follow_the_calendar(int day, int month) => Assert.Equal(month - 1, BusinessPeriod.Of((ushort)day).Month);

    [Fact]
    public void Every_business_date_has_the_month_of_the_calendar()
    {
        for (var day = 0; day <= ushort.MaxValue; day++)
        {
            var date = new DateOnly(2000, 1, 1).AddDays(day);
            Assert.Equal((date.Year - 2000) * 12 + date.Month - 1, BusinessPeriod.Of((ushort)day).Month);
        }
    }

    [Fact]
    public void A_wallet_begins_cold_and_warms_up_by_age_and_payments()
    {
        _switch.Approve(Tier(9, 5, once: 10_00));
        _switch.Approve(Configure(CommandKind.SetColdStart, 10,
            0) with
        { ColdStart = new ColdStartBody { Tier = 5, MinimumSeconds = 60, MinimumPayments = 2 } });
        _switch.TimeMs += 60_000;
        Assert.Equal(ResultCode.AmountLimitExceeded, _switch.Ask(Payment(CommandKind.Purchase, 11, 10_01)));
        _switch.Approve(Payment(CommandKind.Purchase, 12, 1_00));
        _switch.Approve(Payment(CommandKind.Purchase, 13, 1_00));
        _switch.Approve(Payment(CommandKind.Purchase, 14, 10_01));

        // Re-activated, it begins again.
        _switch.Approve(Status(15, Wallet, AccountStatus.Frozen));
        _switch.Approve(Status(16, Wallet, AccountStatus.Active));
        _switch.Approve(Payment(CommandKind.Purchase, 17, 1_00));
        _switch.Approve(Payment(CommandKind.Purchase, 18, 1_00));
        Assert.Equal(ResultCode.AmountLimitExceeded, _switch.Ask(Payment(CommandKind.Purchase, 19, 10_01)));
        _switch.TimeMs += 60_000;
        _switch.Approve(Payment(CommandKind.Purchase, 20, 10_01));
    }

    [Fact]
    public void A_position_cap_counts_what_is_in_flight()
    {
        _switch.Approve(Cap(10, 50_00));
        var abroad = Payment(CommandKind.Authorize, 11, 30_00, to: ForeignMerchant, participant: OtherAcquirer);
        _switch.Approve(abroad);

        var reply = _switch.Send(abroad with { RequestId = Id(12), Amount = 20_01 });
        Assert.Equal((ResultCode.PositionCapExceeded, (ushort)LimitRule.PositionCap), (reply.Result, reply.Rule));
        _switch.Approve(Payment(CommandKind.Purchase, 13, 60_00));
        _switch.Approve(About(CommandKind.Capture, 14, 11, 20_00, OtherAcquirer));
        _switch.Approve(abroad with { RequestId = Id(15), Amount = 20_00, Kind = CommandKind.Purchase });
        Assert.Equal(ResultCode.InsufficientFunds, _switch.Ask(Payment(CommandKind.Transfer, 16, 1_00, to: ForeignWallet)));
    }

    [Fact]
    public void What_comes_back_lowers_the_position_and_a_lower_cap_refuses_what_is_new_alone()
    {
        var abroad = Payment(CommandKind.Authorize, 11, 30_00, to: ForeignMerchant, participant: OtherAcquirer);
        _switch.Approve(abroad);
        _switch.Approve(Cap(12, 0));
        Assert.Equal(ResultCode.PositionCapExceeded, _switch.Ask(abroad with { RequestId = Id(13), Amount = 1 }));
        _switch.Approve(About(CommandKind.Capture, 14, 11, participant: OtherAcquirer));
        _switch.Approve(About(CommandKind.Refund, 15, 11, participant: OtherAcquirer));
        _switch.Approve(Cap(16, 10_00));

        _switch.Approve(abroad with { RequestId = Id(17), Amount = 10_00, Kind = CommandKind.Purchase });
    }

    [Fact]
    public void Positions_hold_more_than_64_bits()
    {
        var wide = TestSwitch.Large();
        wide.Approve(AddParticipant(9, 12));
        wide.Approve(OpenAccount(10, 6001, AccountKind.CustomerWallet, participant: 12));
        wide.Approve(OpenAccount(11, 6002, AccountKind.Merchant, participant: OtherAcquirer));
        wide.Approve(OpenAccount(12, 6003, AccountKind.ExternalClearing));
        for (ulong round = 0; round < 9; round++)
        {
            wide.Approve(Deposit(100 + round, CommandLimits.AmountMax));
            wide.Approve(Deposit(200 + round, CommandLimits.AmountMax, to: 6001, from: 6003));
            wide.Approve(Payment(CommandKind.Purchase, 300 + round, CommandLimits.AmountMax, Wallet, ForeignMerchant, participant: OtherAcquirer));
            wide.Approve(Payment(CommandKind.Authorize, 400 + round, CommandLimits.AmountMax, 6001, 6002, participant: OtherAcquirer));
            wide.Approve(About(CommandKind.Capture, 500 + round, 400 + round, participant: OtherAcquirer));
        }

        ref readonly var owed = ref wide.Core.State!.Positions[OfForeign(wide)];
        Assert.Equal(-18 * (Int128)CommandLimits.AmountMax, owed.Owed);
        wide.Dispose();
    }

    private static uint OfForeign(TestSwitch target)
    {
        var state = target.Core.State!;
        Assert.True(state.Participants.TryFind(OtherAcquirer, out var slot));
        Assert.True(state.Positions.TryFind(Positions.Position.KeyOf((ushort)slot, Currency.USD), out var position));
        return position;
    }
}
