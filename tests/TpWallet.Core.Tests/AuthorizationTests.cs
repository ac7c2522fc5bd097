using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

public sealed class AuthorizationTests : IDisposable
{
    private readonly TestSwitch _switch = TestSwitch.Furnished();

    public void Dispose() => _switch.Dispose();

    [Fact]
    public void Authorize_counts_against_what_is_available_from_the_moment_it_is_granted()
    {
        var reply = _switch.Send(Authorize(10, 60_00));

        Assert.Equal((ResultCode.Approved, 60_00L, 40_00L, Currency.USD), (reply.Result, reply.Amount, reply.Available, reply.Currency));
        Assert.NotEqual(0UL, reply.ApprovalCode);
        Assert.Equal((100_00, 40_00), _switch.BalanceOf(Wallet));
        Assert.Equal(ResultCode.InsufficientFunds, _switch.Send(Authorize(11, 40_01)).Result);
        Assert.Equal(ResultCode.Approved, _switch.Send(Authorize(12, 40_00)).Result);
    }

    [Fact]
    public void Authorize_of_the_whole_balance_in_N_parts_succeeds_exactly_N_times()
    {
        using var target = TestSwitch.Furnished(Genesis(authorizations: 200));
        var approved = Enumerable.Range(0, 101).Count(index => target.Send(Authorize(100 + (ulong)index, 1_00)).Result == ResultCode.Approved);

        Assert.Equal(100, approved);
    }

    [Theory]
    [InlineData(0, 60_00, 60_00)]
    [InlineData(60_00, 60_00, 60_00)]
    [InlineData(25_00, 25_00, 25_00)]
    public void Capture_pays_the_merchant_and_releases_the_rest(long amount, long captured, long received)
    {
        _switch.Send(Authorize(10, 60_00));

        var reply = _switch.Send(About(CommandKind.Capture, 11, 10, amount));

        Assert.Equal((ResultCode.Approved, captured, 100_00 - captured), (reply.Result, reply.Amount, reply.Available));
        Assert.Equal((received, received), _switch.BalanceOf(Merchant));
        Assert.Equal((100_00 - captured, 100_00 - captured), _switch.BalanceOf(Wallet));
    }

    [Fact]
    public void Capture_leaves_a_posting_for_each_movement()
    {
        _switch.Send(Authorize(10, 60_00));
        _switch.Postings.Clear();

        _switch.Send(About(CommandKind.Capture, 11, 10, 25_00));

        Assert.Equal(
            [(PostingKind.PostHeld, 25_00L), (PostingKind.Release, 35_00L)],
            _switch.Postings.Select(posting => (posting.Kind, posting.Amount)));
        Assert.All(_switch.Postings, posting =>
            Assert.Equal((Wallet, Merchant, Id(10), Currency.USD), (posting.DebitAccount, posting.CreditAccount,
                posting.Reference, posting.Currency)));
    }

    [Fact]
    public void Capture_of_more_than_was_authorized_is_refused_and_the_hold_stays()
    {
        _switch.Send(Authorize(10, 60_00));

        Assert.Equal(ResultCode.AmountExceedsAuthorization, _switch.Send(About(CommandKind.Capture, 11, 10, 60_01)).Result);
        Assert.Equal(ResultCode.Approved, _switch.Send(About(CommandKind.Capture, 12, 10, 60_00)).Result);
    }

    [Fact]
    public void Capture_is_refused_from_the_moment_the_hold_expires()
    {
        _switch.Send(Authorize(10, 10_00, holdSeconds: 60));
        _switch.Send(Authorize(11, 10_00, holdSeconds: 60));
        _switch.TimeMs += 59_999;
        Assert.Equal(ResultCode.Approved, _switch.Send(About(CommandKind.Capture, 12, 10)).Result);
        _switch.TimeMs += 1;
        Assert.Equal(ResultCode.AuthorizationExpired, _switch.Send(About(CommandKind.Capture, 13, 11)).Result);
    }

    [Theory]
    [InlineData(CommandKind.Capture, CommandKind.Capture, ResultCode.AuthorizationCaptured)]
    [InlineData(CommandKind.Capture, CommandKind.Void, ResultCode.AuthorizationCaptured)]
    [InlineData(CommandKind.Void, CommandKind.Capture, ResultCode.AuthorizationVoided)]
    [InlineData(CommandKind.Void, CommandKind.Void, ResultCode.AuthorizationVoided)]
    public void An_authorization_ends_once(CommandKind first, CommandKind second, ResultCode expected)
    {
        _switch.Send(Authorize(10, 60_00));
        Assert.Equal(ResultCode.Approved, _switch.Send(About(first, 11, 10)).Result);

        Assert.Equal(expected, _switch.Send(About(second, 12, 10)).Result);
    }

    [Fact]
    public void Void_gives_the_hold_back()
    {
        _switch.Send(Authorize(10, 60_00));

        var reply = _switch.Send(About(CommandKind.Void, 11, 10));

        Assert.Equal((ResultCode.Approved, 60_00L, 100_00L), (reply.Result, reply.Amount, reply.Available));
        Assert.Equal((100_00, 100_00), _switch.BalanceOf(Wallet));
        Assert.Equal((0, 0), _switch.BalanceOf(Merchant));
    }

    [Fact]
    public void Another_participant_can_not_end_an_authorization()
    {
        _switch.Send(Authorize(10, 60_00));

        Assert.Equal(ResultCode.UnknownAuthorization, _switch.Send(About(CommandKind.Void, 11, 10, participant: OtherAcquirer)).Result);
    }

    [Fact]
    public void Full_table_refuses_authorizations_until_one_ends_and_forgets_the_one_that_ended_first()
    {
        using var small = TestSwitch.Furnished(Genesis(authorizations: 2));
        small.Send(Authorize(10, 1_00));
        small.Send(Authorize(11, 1_00));
        Assert.Equal(ResultCode.AuthorizationsFull, small.Send(Authorize(12, 1_00)).Result);
        small.Send(About(CommandKind.Void, 13, 10));
        small.Send(About(CommandKind.Capture, 14, 11));
        Assert.Equal(ResultCode.AuthorizationVoided, small.Send(About(CommandKind.Capture, 15, 10)).Result);

        Assert.Equal(ResultCode.Approved, small.Send(Authorize(16, 1_00)).Result);
        Assert.Equal(ResultCode.UnknownAuthorization, small.Send(About(CommandKind.Capture, 17, 10)).Result);
        Assert.Equal(ResultCode.AuthorizationCaptured, small.Send(About(CommandKind.Capture, 18, 11)).Result);
        Assert.Equal(ResultCode.Approved, small.Send(About(CommandKind.Capture, 19, 16)).Result);
    }
}
