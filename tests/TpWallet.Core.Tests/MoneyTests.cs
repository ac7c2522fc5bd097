using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

/// <summary>Refunds, transfers, withdrawals, and the fees on them.</summary>
public sealed class MoneyTests : IDisposable
{
    private readonly TestSwitch _switch = TestSwitch.Large();

    public void Dispose() => _switch.Dispose();

    [Fact]
    public void Linked_refunds_never_exceed_what_was_captured_and_not_given_back()
    {
        _switch.Approve(Authorize(10, 60_00));
        Assert.Equal(ResultCode.NotCaptured, _switch.Ask(About(CommandKind.Refund, 11, 10, 1)));
        _switch.Approve(About(CommandKind.Capture, 12, 10, 50_00));

        _switch.Approve(About(CommandKind.Refund, 13, 10, 20_00));
        Assert.Equal(ResultCode.RefundExceedsCaptured, _switch.Ask(About(CommandKind.Refund, 14, 10, 30_01)));
        Assert.Equal(30_00, _switch.Approve(About(CommandKind.Refund, 15, 10)).Amount);
        Assert.Equal(ResultCode.RefundExceedsCaptured, _switch.Ask(About(CommandKind.Refund, 16, 10)));
        Assert.Equal((100_00, 100_00), _switch.BalanceOf(Wallet));
    }

    [Fact]
    public void What_is_captured_may_be_refunded_while_the_rest_is_held()
    {
        _switch.Approve(Authorize(10, 60_00));
        _switch.Approve(About(CommandKind.Capture, 11, 10, 20_00) with { Flags = CommandFlags.MoreCapturesFollow });

        _switch.Approve(About(CommandKind.Refund, 12, 10, 20_00));
        Assert.Equal(ResultCode.RefundExceedsCaptured, _switch.Ask(About(CommandKind.Refund, 13, 10, 1)));
        Assert.Equal(40_00, _switch.Approve(About(CommandKind.Capture, 14, 10)).Amount);
    }

    [Fact]
    public void Unlinked_refunds_need_the_right()
    {
        _switch.Approve(Payment(CommandKind.Purchase, 10, 60_00));
        var refund = Payment(CommandKind.Refund, 11, 10_00) with { Flags = CommandFlags.Unlinked };
        Assert.Equal(ResultCode.NotPermitted, _switch.Ask(refund));
        _switch.Approve(Configure(CommandKind.SetParticipantRights, 12) with
        {
            ParticipantRights = new ParticipantRightsBody { Rights = ParticipantRights.UnlinkedRefunds },
        });

        _switch.Approve(refund with { RequestId = Id(13) });
        Assert.Equal(ResultCode.NotPermitted, _switch.Ask(refund with { RequestId = Id(14), Counterparty = ForeignMerchant }));
        Assert.Equal(ResultCode.InsufficientFunds, _switch.Ask(refund with { RequestId = Id(15), Amount = 50_01 }));
        Assert.Equal(ResultCode.OriginalRequestIdInvalid, _switch.Ask(refund with { OriginalRequestId = Id(10) }));
        Assert.Equal((50_00, 50_00), _switch.BalanceOf(Wallet));
    }

    [Fact]
    public void Transfer_moves_money_between_wallets_of_any_participants()
    {
        Assert.Equal((30_00L, 70_00L), Amounts(_switch.Approve(Payment(CommandKind.Transfer, 10, 30_00, to: SecondWallet))));
        _switch.Approve(Payment(CommandKind.Transfer, 11, 20_00, to: ForeignWallet));

        Assert.Equal((50_00, 50_00), _switch.BalanceOf(Wallet));
        Assert.Equal(ResultCode.NotPermitted, _switch.Ask(Payment(CommandKind.Transfer, 12, 1, from: ForeignWallet, to: Wallet)));
        Assert.Equal(ResultCode.AccountKindNotAllowed, _switch.Ask(Payment(CommandKind.Transfer, 13, 1)));
        Assert.Equal(ResultCode.SameAccount, _switch.Ask(Payment(CommandKind.Transfer, 14, 1, to: Wallet)));
    }

    [Fact]
    public void Withdrawal_takes_money_outside_also_from_an_account_that_is_closing()
    {
        _switch.Approve(Status(10, Wallet, AccountStatus.Closing));
        Assert.Equal(ResultCode.AccountClosed, _switch.Ask(Payment(CommandKind.Purchase, 11, 1)));

        _switch.Approve(Payment(CommandKind.Withdrawal, 12, 100_00, to: Clearing));
        Assert.Equal(ResultCode.InsufficientFunds, _switch.Ask(Payment(CommandKind.Withdrawal, 13, 1, to: Clearing)));
        Assert.Equal(ResultCode.AccountKindNotAllowed, _switch.Ask(Payment(CommandKind.Withdrawal, 14, 1, to: Merchant)));
        _switch.Approve(Status(15, Wallet, AccountStatus.Closed));
    }

    [Theory]
    [InlineData(CommandKind.Transfer, SecondWallet)]
    [InlineData(CommandKind.Withdrawal, Clearing)]
    public void The_owner_pays_the_fee_on_top(CommandKind kind, ulong to)
    {
        _switch.Approve(Fee(9, kind, 25, basisPoints: 150));

        Assert.Equal(ResultCode.InsufficientFunds, _switch.Ask(Payment(kind, 10, 99_00, to: to)));
        Assert.Equal(ResultCode.Approved, _switch.Ask(Payment(kind, 11, 50_33, to: to)));
        Assert.Equal((1_00, 1_00), _switch.BalanceOf(FeeAccount));
        Assert.Equal((48_67, 48_67), _switch.BalanceOf(Wallet));
    }

    [Fact]
    public void The_merchant_pays_the_fee_of_a_payment_out_of_what_it_gets_and_that_of_a_refund_on_top()
    {
        _switch.Approve(Fee(9, CommandKind.Purchase, 10));
        _switch.Approve(Fee(10, CommandKind.Capture, 20));
        _switch.Approve(Fee(11, CommandKind.Refund, 30));
        _switch.Approve(Payment(CommandKind.Purchase, 12, 10_00));
        _switch.Approve(Authorize(13, 10_00));
        _switch.Approve(About(CommandKind.Capture, 14, 13));
        Assert.Equal((19_70, 19_70), _switch.BalanceOf(Merchant));

        _switch.Approve(About(CommandKind.Refund, 15, 12));
        Assert.Equal(ResultCode.InsufficientFunds, _switch.Ask(About(CommandKind.Refund, 16, 13)));
        Assert.Equal((9_40, 9_40), _switch.BalanceOf(Merchant));
        Assert.Equal((60, 60), _switch.BalanceOf(FeeAccount));
    }

    [Fact]
    public void A_fee_is_never_more_than_the_amount_and_a_deposit_pays_it_out_of_itself()
    {
        _switch.Approve(Fee(9, CommandKind.Deposit, 5_00, basisPoints: 10_000));
        _switch.Approve(Deposit(10, 3_00));
        Assert.Equal((100_00, 100_00), _switch.BalanceOf(Wallet));
        _switch.Approve(Deposit(11, 3_00, to: FeeAccount));

        Assert.Equal((6_00, 6_00), _switch.BalanceOf(FeeAccount));
    }

    [Fact]
    public void A_fee_is_that_of_the_sender_and_the_kind_and_may_be_taken_away()
    {
        _switch.Approve(Fee(9, CommandKind.Purchase, 1_00, participant: OtherAcquirer));
        _switch.Approve(Payment(CommandKind.Purchase, 10, 10_00));
        Assert.Equal((10_00, 10_00), _switch.BalanceOf(Merchant));
        _switch.Approve(Fee(11, CommandKind.Purchase, 1_00));
        _switch.Approve(Payment(CommandKind.Purchase, 12, 10_00));
        _switch.Approve(Fee(13, CommandKind.Purchase, 0));
        _switch.Approve(Payment(CommandKind.Purchase, 14, 10_00));

        Assert.Equal((29_00, 29_00), _switch.BalanceOf(Merchant));
        Assert.Equal(ResultCode.KindHasNoFee, _switch.Ask(Fee(15, CommandKind.Void, 1)));
    }

    [Fact]
    public void A_closed_collector_gets_no_fee()
    {
        _switch.Approve(Fee(9, CommandKind.Purchase, 1_00));
        _switch.Approve(Status(10, FeeAccount, AccountStatus.Closed));

        Assert.Equal(ResultCode.AccountClosed, _switch.Ask(Payment(CommandKind.Purchase, 11, 10_00)));
    }

    private static (long Amount, long Available) Amounts(in Reply reply) => (reply.Amount, reply.Available);
}
