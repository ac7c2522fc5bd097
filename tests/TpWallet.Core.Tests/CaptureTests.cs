using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

/// <summary>Increments, partial approvals, several captures, captures beyond the hold, voids of what was captured in part.</summary>
public sealed class CaptureTests : IDisposable
{
    private readonly TestSwitch _switch = TestSwitch.Large();

    public void Dispose() => _switch.Dispose();

    [Fact]
    public void Increment_adds_to_the_hold_and_to_what_may_be_captured()
    {
        _switch.Approve(Authorize(10, 40_00));
        var reply = _switch.Approve(About(CommandKind.IncrementAuthorization, 11, 10, 20_00));

        Assert.Equal((20_00L, 40_00L, Currency.USD), (reply.Amount, reply.Available, reply.Currency));
        Assert.Equal(ResultCode.InsufficientFunds, _switch.Ask(About(CommandKind.IncrementAuthorization, 12, 10, 40_01)));
        Assert.Equal(60_00, _switch.Approve(About(CommandKind.Capture, 13, 10)).Amount);
        Assert.Equal(ResultCode.AuthorizationCaptured, _switch.Ask(About(CommandKind.IncrementAuthorization, 14, 10, 1)));
    }

    [Fact]
    public void Increment_prolongs_the_hold_only_when_it_says_so()
    {
        _switch.Approve(Authorize(10, 10_00, holdSeconds: 60));
        _switch.Approve(Authorize(11, 10_00, holdSeconds: 60));
        _switch.TimeMs += 30_000;
        _switch.Approve(About(CommandKind.IncrementAuthorization, 12, 10, 1_00) with { HoldSeconds = 60 });
        _switch.Approve(About(CommandKind.IncrementAuthorization, 13, 11, 1_00));
        _switch.TimeMs += 30_000;

        Assert.Equal(ResultCode.AuthorizationExpired, _switch.Ask(About(CommandKind.IncrementAuthorization, 14, 11, 1_00)));
        Assert.Equal(ResultCode.Approved, _switch.Ask(About(CommandKind.Capture, 15, 10)));
    }

    [Fact]
    public void Partial_approval_takes_what_is_left_where_it_is_allowed()
    {
        var allowed = Authorize(10, 150_00) with { Flags = CommandFlags.AllowPartialApproval };
        var reply = _switch.Approve(allowed);

        Assert.Equal((ResultCode.ApprovedPartially, 100_00L, 0L), (reply.Result, reply.Amount, reply.Available));
        Assert.Equal(ResultCode.InsufficientFunds, _switch.Ask(allowed with { RequestId = Id(11) }));
        Assert.Equal(100_00, _switch.Approve(About(CommandKind.Capture, 12, 10)).Amount);
    }

    [Fact]
    public void Partial_approval_is_bounded_by_limits_too()
    {
        _switch.Approve(Tier(10, 1, once: 30_00));
        _switch.Approve(Terms(11, Wallet, tier: 1));
        var partial = Payment(CommandKind.Purchase, 12, 50_00) with { Flags = CommandFlags.AllowPartialApproval };

        Assert.Equal((ResultCode.ApprovedPartially, 30_00L), (_switch.Send(partial).Result, _switch.Send(partial).Amount));
        Assert.Equal(ResultCode.AmountLimitExceeded, _switch.Ask(Payment(CommandKind.Purchase, 13, 50_00)));
    }

    [Fact]
    public void Zero_amount_verifies_and_holds_nothing()
    {
        var reply = _switch.Send(Authorize(10, 0));

        Assert.Equal((ResultCode.Verified, ResultClass.Success, 0L), (reply.Result, reply.Class, reply.Amount));
        Assert.Equal((100_00, 100_00), _switch.BalanceOf(Wallet));
        Assert.Equal(ResultCode.UnknownAuthorization, _switch.Ask(About(CommandKind.Capture, 11, 10)));
        _switch.Approve(Status(12, Wallet, AccountStatus.Frozen));
        Assert.Equal(ResultCode.AccountFrozen, _switch.Ask(Authorize(13, 0)));
    }

    [Fact]
    public void Several_captures_take_from_the_hold_until_the_final_one_releases_the_rest()
    {
        var more = CommandFlags.MoreCapturesFollow;
        _switch.Approve(Authorize(10, 60_00));
        _switch.Approve(About(CommandKind.Capture, 11, 10, 20_00) with { Flags = more });
        Assert.Equal((80_00, 40_00), _switch.BalanceOf(Wallet));
        _switch.Approve(About(CommandKind.Capture, 12, 10, 10_00) with { Flags = more });
        Assert.Equal(ResultCode.AmountExceedsAuthorization, _switch.Ask(About(CommandKind.Capture, 13, 10, 30_01)));
        _switch.Approve(About(CommandKind.Capture, 14, 10, 5_00));

        Assert.Equal((65_00, 65_00), _switch.BalanceOf(Wallet));
        Assert.Equal((35_00, 35_00), _switch.BalanceOf(Merchant));
        Assert.Equal(ResultCode.AuthorizationCaptured, _switch.Ask(About(CommandKind.Capture, 15, 10, 1)));
    }

    [Fact]
    public void A_capture_of_all_that_is_held_is_final_whatever_its_flag()
    {
        _switch.Approve(Authorize(10, 60_00));
        _switch.Approve(About(CommandKind.Capture, 11, 10) with { Flags = CommandFlags.MoreCapturesFollow });

        Assert.Equal(ResultCode.AuthorizationCaptured, _switch.Ask(About(CommandKind.Capture, 12, 10)));
        Assert.Equal(0U, _switch.Core.Usage.OpenAuthorizations);
    }

    [Fact]
    public void Void_of_what_was_captured_in_part_gives_back_the_rest_alone()
    {
        _switch.Approve(Authorize(10, 60_00));
        _switch.Approve(About(CommandKind.Capture, 11, 10, 20_00) with { Flags = CommandFlags.MoreCapturesFollow });

        Assert.Equal(40_00, _switch.Approve(About(CommandKind.Void, 12, 10)).Amount);
        Assert.Equal((80_00, 80_00), _switch.BalanceOf(Wallet));
        Assert.Equal(20_00, _switch.Approve(About(CommandKind.Refund, 13, 10)).Amount);
    }

    [Fact]
    public void More_than_the_hold_is_captured_only_within_the_tolerance_of_the_merchants_category()
    {
        _switch.Approve(Tolerance(10, 7011, 1_500));
        var hotel = Authorize(11, 10_01) with { MerchantCategoryCode = 7011 };
        _switch.Approve(hotel);
        _switch.Approve(Authorize(12, 10_00) with { MerchantCategoryCode = 5411 });

        Assert.Equal(ResultCode.AmountExceedsAuthorization, _switch.Ask(About(CommandKind.Capture, 13, 12, 10_01)));
        Assert.Equal(ResultCode.AmountExceedsAuthorization, _switch.Ask(About(CommandKind.Capture, 14, 11, 11_52)));
        Assert.Equal(11_51, _switch.Approve(About(CommandKind.Capture, 15, 11, 11_51)).Amount);
        Assert.Equal((88_49, 78_49), _switch.BalanceOf(Wallet));
    }

    [Fact]
    public void What_exceeds_the_hold_is_a_new_spending()
    {
        _switch.Approve(Tolerance(10, 7011, 10_000));
        _switch.Approve(Authorize(11, 60_00) with { MerchantCategoryCode = 7011 });

        Assert.Equal(ResultCode.InsufficientFunds, _switch.Ask(About(CommandKind.Capture, 12, 11, 100_01)));
        _switch.Approve(Status(13, Wallet, AccountStatus.FrozenForDebit));
        Assert.Equal(ResultCode.AccountFrozen, _switch.Ask(About(CommandKind.Capture, 14, 11, 60_01)));
        Assert.Equal(ResultCode.Approved, _switch.Ask(About(CommandKind.Capture, 15, 11, 60_00)));
    }

    [Fact]
    public void A_capture_late_by_its_time_is_refused_before_the_money_is_released()
    {
        _switch.Approve(Authorize(10, 60_00, holdSeconds: 1));
        _switch.TimeMs += 1_000;

        Assert.Equal(ResultCode.AuthorizationExpired, _switch.Ask(About(CommandKind.Capture, 11, 10)));
        Assert.Equal((100_00, 40_00), _switch.BalanceOf(Wallet));
        Assert.Equal(1, _switch.Approve(Tick(12, 0)).Amount);
        Assert.Equal((100_00, 100_00), _switch.BalanceOf(Wallet));
        Assert.Equal(ResultCode.AuthorizationExpired, _switch.Ask(About(CommandKind.Capture, 13, 10)));
    }
}
