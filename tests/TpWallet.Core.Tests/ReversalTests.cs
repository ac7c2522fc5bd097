using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

public sealed class ReversalTests : IDisposable
{
    private readonly TestSwitch _switch = TestSwitch.Large();

    public void Dispose() => _switch.Dispose();

    [Fact]
    public void Reversal_in_full_gives_the_hold_back_and_may_be_repeated()
    {
        _switch.Approve(Authorize(10, 60_00));

        Assert.Equal(60_00, _switch.Approve(About(CommandKind.Reversal, 11, 10)).Amount);
        Assert.Equal((100_00, 100_00), _switch.BalanceOf(Wallet));
        Assert.Equal(ReplyFlags.Replayed, _switch.Approve(About(CommandKind.Reversal, 11, 10)).Flags);
        Assert.Equal(ResultCode.NothingToReverse, _switch.Ask(About(CommandKind.Reversal, 12, 10)));
        Assert.Equal(ResultCode.AuthorizationReversed, _switch.Ask(About(CommandKind.Capture, 13, 10)));
    }

    [Fact]
    public void Reversal_in_part_leaves_the_amount_that_it_names()
    {
        _switch.Approve(Authorize(10, 60_00));

        Assert.Equal(ResultCode.AmountNotLower, _switch.Ask(About(CommandKind.Reversal, 11, 10, 60_00)));
        Assert.Equal(45_00, _switch.Approve(About(CommandKind.Reversal, 12, 10, 15_00)).Amount);
        Assert.Equal(ResultCode.AmountExceedsAuthorization, _switch.Ask(About(CommandKind.Capture, 13, 10, 15_01)));
        Assert.Equal(15_00, _switch.Approve(About(CommandKind.Capture, 14, 10)).Amount);
    }

    [Theory]
    [InlineData(CommandKind.Authorize)]
    [InlineData(CommandKind.Purchase)]
    [InlineData(CommandKind.Transfer)]
    [InlineData(CommandKind.Withdrawal)]
    public void Reversal_that_comes_first_refuses_its_original(CommandKind kind)
    {
        var to = kind switch { CommandKind.Transfer => SecondWallet, CommandKind.Withdrawal => Clearing, _ => Merchant };
        Assert.Equal(ResultCode.ReversalNoted, _switch.Ask(About(CommandKind.Reversal, 11, 10) with { Currency = Currency.USD }));
        Assert.Equal(ResultCode.NothingToReverse, _switch.Ask(About(CommandKind.Reversal, 12, 10) with { Currency = Currency.EUR }));

        Assert.Equal(ResultCode.ReversedBeforeArrival, _switch.Ask(Payment(kind, 10, 60_00, to: to)));
        Assert.Equal(ResultCode.ReversedBeforeArrival, _switch.Ask(Payment(kind, 10, 60_00, to: to)));
        Assert.Equal(ResultCode.NothingToReverse, _switch.Ask(About(CommandKind.Reversal, 13, 10)));
        Assert.Equal((100_00, 100_00), _switch.BalanceOf(Wallet));
        Assert.Equal(0U, _switch.Core.Usage.OpenAuthorizations);
    }

    [Fact]
    public void Reversal_of_what_was_refused_has_nothing_to_do()
    {
        Assert.Equal(ResultCode.InsufficientFunds, _switch.Ask(Authorize(10, 600_00)));
        Assert.Equal(ResultCode.Verified, _switch.Ask(Authorize(11, 0)));

        Assert.Equal(ResultCode.NothingToReverse, _switch.Ask(About(CommandKind.Reversal, 12, 10)));
        Assert.Equal(ResultCode.NothingToReverse, _switch.Ask(About(CommandKind.Reversal, 13, 11)));
    }

    [Fact]
    public void Reversal_of_a_movement_that_is_no_payment_is_not_acknowledged()
    {
        _switch.Approve(Payment(CommandKind.Transfer, 10, 5_00, to: SecondWallet));

        Assert.Equal(ResultCode.UnknownAuthorization, _switch.Ask(About(CommandKind.Reversal, 11, 10)));
    }

    [Fact]
    public void Reversal_of_a_purchase_moves_the_money_back_in_part_and_in_full()
    {
        _switch.Approve(Payment(CommandKind.Purchase, 10, 60_00));

        Assert.Equal(20_00, _switch.Approve(About(CommandKind.Reversal, 11, 10, 40_00)).Amount);
        Assert.Equal(40_00, _switch.Approve(About(CommandKind.Reversal, 12, 10)).Amount);
        Assert.Equal((100_00, 100_00), _switch.BalanceOf(Wallet));
        Assert.Equal((0, 0), _switch.BalanceOf(Merchant));
        Assert.Equal(ResultCode.NothingToReverse, _switch.Ask(About(CommandKind.Reversal, 13, 10)));
        Assert.Equal(ResultCode.AuthorizationReversed, _switch.Ask(About(CommandKind.Refund, 14, 10)));
    }

    [Fact]
    public void Reversal_of_a_purchase_gives_the_merchant_its_fee_back()
    {
        _switch.Approve(Fee(9, CommandKind.Purchase, 50, basisPoints: 100));
        _switch.Approve(Payment(CommandKind.Purchase, 10, 60_00));
        Assert.Equal((58_90, 58_90), _switch.BalanceOf(Merchant));

        _switch.Approve(About(CommandKind.Reversal, 11, 10, 30_00));
        Assert.Equal((1_10, 1_10), _switch.BalanceOf(FeeAccount));
        _switch.Approve(About(CommandKind.Reversal, 12, 10));

        Assert.Equal((0, 0), _switch.BalanceOf(Merchant));
        Assert.Equal((0, 0), _switch.BalanceOf(FeeAccount));
        Assert.Equal((100_00, 100_00), _switch.BalanceOf(Wallet));
    }

    [Fact]
    public void Reversal_of_a_purchase_that_the_merchant_has_spent_is_declined()
    {
        _switch.Approve(Payment(CommandKind.Purchase, 10, 60_00));
        _switch.Approve(Payment(CommandKind.Withdrawal, 11, 60_00, from: Merchant, to: Clearing));

        Assert.Equal(ResultCode.InsufficientFunds, _switch.Ask(About(CommandKind.Reversal, 12, 10)));
    }

    [Fact]
    public void Reversal_does_not_undo_what_a_capture_moved()
    {
        _switch.Approve(Authorize(10, 60_00));
        _switch.Approve(About(CommandKind.Capture, 11, 10, 20_00) with { Flags = CommandFlags.MoreCapturesFollow });

        Assert.Equal(40_00, _switch.Approve(About(CommandKind.Reversal, 12, 10)).Amount);
        Assert.Equal((80_00, 80_00), _switch.BalanceOf(Wallet));
        Assert.Equal(ResultCode.AuthorizationCaptured, _switch.Ask(About(CommandKind.Reversal, 13, 10)));
    }

    [Theory]
    [InlineData(CommandKind.Refund)]
    [InlineData(CommandKind.Chargeback)]
    public void Reversal_of_a_purchase_is_too_late_once_money_went_back(CommandKind kind)
    {
        _switch.Approve(Payment(CommandKind.Purchase, 10, 60_00));
        _switch.Approve(ByOperatorIf(kind == CommandKind.Chargeback, About(kind, 11, 10, 10_00)));

        var expected = kind == CommandKind.Refund ? ResultCode.ReversalTooLate : ResultCode.DisputeOpen;
        Assert.Equal(expected, _switch.Ask(About(CommandKind.Reversal, 12, 10)));
    }

    [Fact]
    public void Reversal_of_what_has_ended_is_acknowledged_whatever_became_of_the_accounts()
    {
        _switch.Approve(Authorize(10, 60_00));
        _switch.Approve(About(CommandKind.Void, 11, 10));
        _switch.Approve(Status(12, Merchant, AccountStatus.Closed));

        Assert.Equal(ResultCode.NothingToReverse, _switch.Ask(About(CommandKind.Reversal, 13, 10)));
    }

    private static Command ByOperatorIf(bool condition, Command command) => condition ? ByOperator(command) : command;
}
