using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

/// <summary>Statuses and terms of accounts; instruments.</summary>
public sealed class TermsTests : IDisposable
{
    private const ulong Card = 77_001;

    private readonly TestSwitch _switch = TestSwitch.Large();

    public void Dispose() => _switch.Dispose();

    [Theory]
    [InlineData(AccountStatus.FrozenForDebit, ResultCode.AccountFrozen, ResultCode.Approved)]
    [InlineData(AccountStatus.Frozen, ResultCode.AccountFrozen, ResultCode.AccountFrozen)]
    [InlineData(AccountStatus.Closing, ResultCode.AccountClosed, ResultCode.AccountClosed)]
    public void A_status_bounds_what_is_new_and_lets_what_was_begun_end(AccountStatus status, ResultCode pays, ResultCode receives)
    {
        _switch.Approve(Authorize(10, 40_00));
        _switch.Approve(Authorize(11, 10_00));
        _switch.Approve(Status(12, Wallet, status));

        Assert.Equal(pays, _switch.Ask(Payment(CommandKind.Purchase, 13, 1)));
        Assert.Equal(pays, _switch.Ask(About(CommandKind.IncrementAuthorization, 14, 10, 1)));
        Assert.Equal(receives, _switch.Ask(Deposit(15, 1_00)));
        Assert.Equal(ResultCode.AccountNotEmpty, _switch.Ask(Status(16, Wallet, AccountStatus.Closed)));
        Assert.Equal(ResultCode.Approved, _switch.Ask(About(CommandKind.Capture, 17, 10)));
        Assert.Equal(ResultCode.Approved, _switch.Ask(About(CommandKind.Void, 18, 11)));
        Assert.Equal(ResultCode.Approved, _switch.Ask(About(CommandKind.Refund, 19, 10)));
    }

    [Fact]
    public void Closed_is_for_good_and_needs_an_empty_account()
    {
        _switch.Approve(Status(10, SecondWallet, AccountStatus.Closed));

        Assert.Equal(ResultCode.AccountClosed, _switch.Ask(Status(11, SecondWallet, AccountStatus.Active)));
        Assert.Equal(ResultCode.Approved, _switch.Ask(Status(12, SecondWallet, AccountStatus.Closed)));
        Assert.Equal(ResultCode.AccountClosed, _switch.Ask(Payment(CommandKind.Transfer, 13, 1, to: SecondWallet)));
        Assert.Equal(ResultCode.UnknownAccount, _switch.Ask(Status(14, 4_711, AccountStatus.Frozen)));
        Assert.Equal(ResultCode.NotPermitted, _switch.Ask(Status(15, ForeignWallet, AccountStatus.Frozen)));
        Assert.Equal(ResultCode.UnknownStatus, _switch.Ask(Status(16, Wallet, (AccountStatus)5)));
    }

    [Fact]
    public void A_refund_can_not_reach_a_closed_account()
    {
        _switch.Approve(Payment(CommandKind.Purchase, 10, 100_00));
        _switch.Approve(Status(11, Wallet, AccountStatus.Closed));

        Assert.Equal(ResultCode.AccountClosed, _switch.Ask(About(CommandKind.Refund, 12, 10)));
        Assert.Equal(ResultCode.AccountClosed, _switch.Ask(About(CommandKind.Reversal, 13, 10)));
    }

    [Fact]
    public void Credit_limit_and_minimum_balance_move_the_floor()
    {
        _switch.Approve(Terms(10, Wallet, creditLimit: 50_00));
        Assert.Equal(150_00, _switch.BalanceOf(Wallet).Available);
        Assert.Equal(ResultCode.InsufficientFunds, _switch.Ask(Payment(CommandKind.Purchase, 11, 150_01)));
        _switch.Approve(Payment(CommandKind.Purchase, 12, 20_00));
        _switch.Approve(Terms(13, Wallet, minimumBalance: 30_00));
        Assert.Equal(ResultCode.InsufficientFunds, _switch.Ask(Authorize(14, 50_01)));

        Assert.Equal((50_00L, 0L), (_switch.Approve(Authorize(15, 50_00)).Amount, _switch.BalanceOf(Wallet).Available));
        Assert.Equal(ResultCode.TermsOutOfRange, _switch.Ask(Terms(16, Wallet, 1, 1)));
        Assert.Equal(ResultCode.TermsOutOfRange, _switch.Ask(Terms(17, Wallet, -1)));
        Assert.Equal(ResultCode.AccountKindNotAllowed, _switch.Ask(Terms(18, Settlement, 1)));
    }

    [Fact]
    public void Tightened_terms_never_break_a_second_phase()
    {
        _switch.TermsMayTighten = true;
        _switch.Approve(Terms(10, Wallet, creditLimit: 50_00));
        _switch.Approve(Authorize(11, 150_00));
        _switch.Approve(Terms(12, Wallet, minimumBalance: 500_00));
        _switch.Approve(Tier(13, 1, 0, 0, 0, 0, 0));
        _switch.Approve(Terms(14, Wallet, minimumBalance: 500_00, tier: 1));

        Assert.Equal(150_00, _switch.Approve(About(CommandKind.Capture, 15, 11)).Amount);
        Assert.Equal((-50_00, -550_00), _switch.BalanceOf(Wallet));
    }

    [Fact]
    public void An_instrument_pays_from_its_wallet_while_it_is_active()
    {
        _switch.Approve(Instrument(CommandKind.BindInstrument, 10, Card));
        Assert.Equal(60_00, _switch.Approve(ByCard(11, 40_00)).Available);
        _switch.Approve(Instrument(CommandKind.SetInstrument, 12, Card, status: InstrumentStatus.Blocked));
        Assert.Equal(ResultCode.InstrumentBlocked, _switch.Ask(ByCard(13, 1)));
        _switch.Approve(Instrument(CommandKind.SetInstrument, 14, Card, status: InstrumentStatus.Active));
        _switch.Approve(ByCard(15, 1_00));
        _switch.Approve(Instrument(CommandKind.SetInstrument, 16, Card, status: InstrumentStatus.Stolen));

        Assert.Equal(ResultCode.InstrumentEnded, _switch.Ask(ByCard(17, 1)));
        Assert.Equal(ResultCode.InstrumentEnded, _switch.Ask(Instrument(CommandKind.SetInstrument, 18, Card, status: InstrumentStatus.Active)));
        Assert.Equal(ResultCode.UnknownInstrument, _switch.Ask(ByCard(19, 1) with { Account = 77_002 }));
    }

    [Fact]
    public void An_instrument_is_bound_once_to_a_wallet_of_the_participant()
    {
        _switch.Approve(Instrument(CommandKind.BindInstrument, 10, Card));

        Assert.Equal(ResultCode.Approved, _switch.Ask(Instrument(CommandKind.BindInstrument, 11, Card)));
        Assert.Equal(ResultCode.InstrumentBoundElsewhere, _switch.Ask(Instrument(CommandKind.BindInstrument, 12, Card, SecondWallet)));
        Assert.Equal(ResultCode.NotPermitted, _switch.Ask(Instrument(CommandKind.BindInstrument, 13, 5, ForeignWallet)));
        Assert.Equal(ResultCode.AccountKindNotAllowed, _switch.Ask(Instrument(CommandKind.BindInstrument, 14, 5, Merchant)));
        Assert.Equal(ResultCode.UnknownStatus, _switch.Ask(Instrument(CommandKind.BindInstrument, 15, 5, status: InstrumentStatus.Lost)));
        for (ulong token = 1; token < 16; token++)
        {
            _switch.Approve(Instrument(CommandKind.BindInstrument, 20 + token, token));
        }

        Assert.Equal(ResultCode.InstrumentsFull, _switch.Ask(Instrument(CommandKind.BindInstrument, 50, 99)));
    }

    [Fact]
    public void A_blocked_instrument_does_not_stop_what_it_began()
    {
        _switch.Approve(Instrument(CommandKind.BindInstrument, 10, Card));
        _switch.Approve(Authorize(11, 40_00) with { Account = Card, Flags = CommandFlags.ByInstrument });
        _switch.Approve(Instrument(CommandKind.SetInstrument, 12, Card, status: InstrumentStatus.Lost));

        Assert.Equal(40_00, _switch.Approve(About(CommandKind.Capture, 13, 11)).Amount);
    }

    private static Command ByCard(ulong id, long amount) =>
        Payment(CommandKind.Purchase, id, amount) with { Account = Card, Flags = CommandFlags.ByInstrument };
}
