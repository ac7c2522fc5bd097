using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

public sealed class DisputeTests : IDisposable
{
    private const long DefaultMs = CommandLimits.DisputeSecondsDefault * 1000L;

    private readonly TestSwitch _switch = TestSwitch.Large();

    public DisputeTests() => _switch.Approve(Payment(CommandKind.Purchase, 10, 60_00));

    public void Dispose() => _switch.Dispose();

    [Fact]
    public void Chargeback_and_representment_move_the_amount_back_and_forth()
    {
        Assert.Equal(60_00, _switch.Approve(Chargeback(11)).Amount);
        Assert.Equal((100_00, 100_00), _switch.BalanceOf(Wallet));
        Assert.Equal(ResultCode.DisputeOpen, _switch.Ask(Chargeback(12)));
        _switch.Approve(About(CommandKind.Representment, 13, 10));
        Assert.Equal((40_00, 40_00), _switch.BalanceOf(Wallet));
        _switch.Approve(Resolve(14, CommandKind.ResolveForPayer));

        Assert.Equal((100_00, 100_00), _switch.BalanceOf(Wallet));
        Assert.Equal(ResultCode.DisputeOpen, _switch.Ask(About(CommandKind.Refund, 15, 10)));
        Assert.Equal(ResultCode.NoDispute, _switch.Ask(Resolve(16, CommandKind.ResolveForMerchant)));
    }

    [Fact]
    public void What_the_merchant_won_may_be_refunded()
    {
        _switch.Approve(Chargeback(11, 25_00));
        _switch.Approve(Resolve(12, CommandKind.ResolveForMerchant));
        Assert.Equal((60_00, 60_00), _switch.BalanceOf(Merchant));

        Assert.Equal(60_00, _switch.Approve(About(CommandKind.Refund, 13, 10)).Amount);
    }

    [Fact]
    public void A_chargeback_takes_no_more_than_was_not_given_back()
    {
        _switch.Approve(About(CommandKind.Refund, 11, 10, 20_00));

        Assert.Equal(ResultCode.RefundExceedsCaptured, _switch.Ask(Chargeback(12, 40_01)));
        Assert.Equal(40_00, _switch.Approve(Chargeback(13)).Amount);
    }

    [Fact]
    public void An_uncontested_chargeback_stands_after_its_deadline()
    {
        _switch.Approve(Chargeback(11));
        _switch.TimeMs += DefaultMs;
        Assert.Equal(ResultCode.DeadlinePassed, _switch.Ask(About(CommandKind.Representment, 12, 10)));
        Assert.Equal(ResultCode.DeadlinePassed, _switch.Ask(Resolve(13, CommandKind.ResolveForMerchant)));

        Assert.Equal(1, _switch.Approve(Tick(14, 0)).Amount);
        Assert.Equal((100_00, 100_00), _switch.BalanceOf(Wallet));
        Assert.Equal(ResultCode.NoDispute, _switch.Ask(About(CommandKind.Representment, 15, 10)));
    }

    [Fact]
    public void A_representment_stands_after_its_own_deadline()
    {
        _switch.Approve(Chargeback(11) with { HoldSeconds = 10 });
        _switch.TimeMs += 9_999;
        _switch.Approve(About(CommandKind.Representment, 12, 10) with { HoldSeconds = 20 });
        _switch.TimeMs += 19_999;
        Assert.Equal(0, _switch.Approve(Tick(13, 0)).Amount);
        _switch.TimeMs += 1;
        Assert.Equal(1, _switch.Approve(Tick(14, 0)).Amount);

        Assert.Equal((60_00, 60_00), _switch.BalanceOf(Merchant));
        Assert.Equal(ResultCode.DisputeOpen, _switch.Ask(Chargeback(15)));
    }

    [Fact]
    public void A_settlement_account_bears_what_the_merchant_can_not()
    {
        _switch.Approve(Payment(CommandKind.Withdrawal, 11, 60_00, from: Merchant, to: Clearing));
        Assert.Equal(ResultCode.InsufficientFunds, _switch.Ask(Chargeback(12)));
        Assert.Equal(ResultCode.AccountKindNotAllowed, _switch.Ask(Chargeback(13) with { Counterparty = FeeAccount }));
        Assert.Equal(ResultCode.NotPermitted, _switch.Ask(Chargeback(14) with { Counterparty = ForeignMerchant }));
        Assert.Equal(ResultCode.UnknownAccount, _switch.Ask(Chargeback(15) with { Counterparty = 77 }));

        _switch.Approve(Chargeback(16) with { Counterparty = Settlement });
        Assert.Equal(-60_00, _switch.BalanceOf(Settlement).Posted);
        _switch.Approve(About(CommandKind.Representment, 17, 10));
        Assert.Equal(0, _switch.BalanceOf(Settlement).Posted);
    }

    [Fact]
    public void A_representment_needs_the_amount_on_the_payers_account()
    {
        _switch.Approve(Chargeback(11));
        _switch.Approve(Payment(CommandKind.Withdrawal, 12, 60_00, to: Clearing));

        Assert.Equal(ResultCode.InsufficientFunds, _switch.Ask(About(CommandKind.Representment, 13, 10)));
    }

    private static Command Chargeback(ulong id, long amount = 0) => ByOperator(About(CommandKind.Chargeback, id, 10, amount));

    private static Command Resolve(ulong id, CommandKind kind) => ByOperator(About(kind, id, 10));
}
