using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

public sealed class ChainTests : IDisposable
{
    private readonly TestSwitch _switch = TestSwitch.Large();

    public ChainTests()
    {
        _switch.Approve(Fee(900, CommandKind.Purchase, 5));
        _switch.Approve(Tier(901, 1, day: 90_00));
        _switch.Approve(Terms(902, Wallet, tier: 1));
        _switch.Approve(Instrument(CommandKind.BindInstrument, 903, 77_001, tier: 1));
        _switch.Approve(Authorize(904, 20_00) with { Account = 77_001, Flags = CommandFlags.ByInstrument });
        _switch.Approve(Payment(CommandKind.Purchase, 905, 10_00));
    }

    public void Dispose() => _switch.Dispose();

    [Fact]
    public void All_links_are_carried_out_in_order()
    {
        var replies = _switch.SendChain(Linked(Deposit(10, 5_00)), Linked(Authorize(11, 55_00)), About(CommandKind.Capture, 12, 11, 50_00));

        Assert.All(replies, static reply => Assert.Equal(ResultCode.Approved, reply.Result));
        Assert.Equal(replies[0].Sequence + 2, replies[2].Sequence);
        Assert.Equal(50_00, replies[2].Amount);
    }

    [Fact]
    public void A_repeated_chain_gets_its_stored_answers_and_has_no_effect()
    {
        Command[] chain = [Linked(Payment(CommandKind.Purchase, 10, 1_00)), Payment(CommandKind.Purchase, 11, 2_00)];
        var first = _switch.SendChain(chain);
        var before = Fingerprint.Of(_switch.Core);

        var again = _switch.SendChain(chain);

        Assert.Equal(first, again.Select(static reply => reply with { Flags = ReplyFlags.None }));
        Assert.All(again, static reply => Assert.Equal(ReplyFlags.Replayed, reply.Flags));
        Assert.Equal(before, Fingerprint.Of(_switch.Core));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void A_chain_that_fails_at_any_link_is_undone_exactly(int failing)
    {
        Command[] chain =
        [
            Deposit(10, 5_00),
            Authorize(11, 10_00) with { Account = 77_001, Flags = CommandFlags.ByInstrument },
            About(CommandKind.IncrementAuthorization, 12, 904, 1_00) with { HoldSeconds = 5 },
            About(CommandKind.Capture, 13, 904, 3_00) with { Flags = CommandFlags.MoreCapturesFollow },
            About(CommandKind.Refund, 14, 905, 2_00),
            Payment(CommandKind.Transfer, 15, 1_00, to: ForeignWallet),
            About(CommandKind.Void, 16, 11),
            About(CommandKind.Reversal, 17, 4_711),
        ];
        chain[failing] = Payment(CommandKind.Purchase, 99, 1_000_00);
        for (var link = 0; link < chain.Length - 1; link++)
        {
            chain[link] = Linked(chain[link]);
        }

        var (before, postings) = (Fingerprint.Of(_switch.Core), _switch.Postings.Count);
        var replies = _switch.SendChain(chain);

        Assert.Equal(before, Fingerprint.Of(_switch.Core));
        Assert.Equal(postings, _switch.Postings.Count);
        for (var link = 0; link < chain.Length; link++)
        {
            var expected = link == failing ? ResultCode.AmountLimitExceeded : ResultCode.LinkedCommandFailed;
            Assert.Equal((expected, 0L), (replies[link].Result, replies[link].Amount));
        }

        Assert.Equal(replies, _switch.SendChain(chain).Select(static reply => reply with { Flags = ReplyFlags.None }));
        AssertWorksOn();
    }

    [Fact]
    public void A_chain_that_fails_is_undone_also_where_it_took_the_places_of_ended_payments()
    {
        using var small = TestSwitch.Furnished(Genesis(authorizations: 3));
        small.Approve(Payment(CommandKind.Purchase, 10, 1_00));
        small.Approve(Payment(CommandKind.Purchase, 11, 1_00));
        small.Approve(Authorize(12, 1_00, holdSeconds: 60));
        var before = Fingerprint.Of(small.Core);

        small.SendChain(
            Linked(Authorize(20, 1_00, holdSeconds: 1)), Linked(Payment(CommandKind.Purchase, 21, 1_00)), Linked(About(CommandKind.Void, 22, 12)),
            Linked(Authorize(23, 1_00)), Payment(CommandKind.Purchase, 24, 1_000_00));

        Assert.Equal(before, Fingerprint.Of(small.Core));
        Assert.Equal(ResultCode.UnknownAuthorization, small.Ask(About(CommandKind.Void, 30, 20)));
        small.Approve(About(CommandKind.Refund, 31, 10));
        small.Approve(About(CommandKind.Refund, 32, 11));
        Assert.Equal(small.TimeMs + 60_000, small.Core.NextDeadlineMs);
        small.Approve(About(CommandKind.Capture, 33, 12));
    }

    [Fact]
    public void A_malformed_link_refuses_the_chain_and_nothing_is_remembered()
    {
        var good = Payment(CommandKind.Purchase, 10, 1_00);

        Assert.Equal(
            [ResultCode.LinkedCommandFailed, ResultCode.AmountOutOfRange],
                Results(_switch.SendChain(Linked(good), Payment(CommandKind.Purchase, 11, 0))));
        Assert.Equal(ResultCode.Approved, _switch.Ask(good));
    }

    [Theory]
    [InlineData(CommandKind.BalanceInquiry)]
    [InlineData(CommandKind.StatusInquiry)]
    [InlineData(CommandKind.Tick)]
    [InlineData(CommandKind.Genesis)]
    [InlineData(CommandKind.GrowTables)]
    [InlineData(CommandKind.OpenAccount)]
    public void What_is_no_movement_of_money_is_no_link_not_even_the_last(CommandKind kind)
    {
        var last = kind switch
        {
            CommandKind.BalanceInquiry => Balance(11, Wallet),
            CommandKind.StatusInquiry => About(kind, 11, 905),
            CommandKind.Genesis => Genesis(),
            CommandKind.OpenAccount => OpenAccount(11, 4_711, AccountKind.Fee),
            _ => Of(kind, 11, 0, byOperator: true),
        };

        Assert.Equal([ResultCode.LinkedCommandFailed, ResultCode.NotLinkable],
            Results(_switch.SendChain(Linked(Payment(CommandKind.Purchase, 10, 1)), last)));
        Assert.Equal(ResultCode.NotLinkable, _switch.SendChain(Linked(last), Payment(CommandKind.Purchase, 12, 1))[0].Result);
    }

    [Fact]
    public void A_chain_has_eight_links_at_most()
    {
        var links = Enumerable.Range(0, 9).Select(static link => Linked(Payment(CommandKind.Purchase, 10 + (ulong)link, 1))).ToArray();
        links[8].Flags = CommandFlags.None;
        Assert.All(_switch.SendChain(links), static reply => Assert.Equal(ResultCode.ChainTooLong, reply.Result));
        links[7].Flags = CommandFlags.None;

        Assert.All(_switch.SendChain(links[..8]), static reply => Assert.Equal(ResultCode.Approved, reply.Result));
        Assert.Equal(ResultCode.ChainTooLong, _switch.Ask(Linked(Payment(CommandKind.Purchase, 50, 1))));
    }

    [Fact]
    public void A_request_id_is_named_once_in_a_chain_and_one_that_is_known_refuses_what_is_new()
    {
        var purchase = Payment(CommandKind.Purchase, 10, 1);
        Assert.Equal([ResultCode.LinkedCommandFailed, ResultCode.RequestIdConflict],
            Results(_switch.SendChain(Linked(purchase), purchase with { Amount = 2 })));
        _switch.Approve(purchase);

        var replies = _switch.SendChain(Linked(Payment(CommandKind.Purchase, 11, 1)), purchase);
        Assert.Equal([ResultCode.LinkedCommandFailed, ResultCode.Approved], Results(replies));
        Assert.Equal(ResultCode.Approved, _switch.Ask(Payment(CommandKind.Purchase, 11, 1)));
    }

    [Fact]
    public void A_chain_that_could_not_be_remembered_is_refused()
    {
        using var small = TestSwitch.Furnished(Genesis(duplicates: 8));
        Command[] chain = [Linked(Payment(CommandKind.Purchase, 10, 1)), Linked(Payment(CommandKind.Purchase, 11, 1)),
            Payment(CommandKind.Purchase, 12, 1)];

        Assert.All(small.SendChain(chain), static reply => Assert.Equal(ResultCode.DuplicatesFull, reply.Result));
        Assert.All(small.SendChain(Linked(chain[0]), chain[2]), static reply => Assert.Equal(ResultCode.Approved, reply.Result));
    }

    private static ResultCode[] Results(Reply[] replies) => [.. replies.Select(static reply => reply.Result)];

    private void AssertWorksOn()
    {
        Assert.Equal(20_00, _switch.Approve(About(CommandKind.Capture, 200, 904)).Amount);
        Assert.Equal(10_00, _switch.Approve(About(CommandKind.Refund, 201, 905)).Amount);
        _switch.Approve(Payment(CommandKind.Purchase, 202, 60_00));
        Assert.Equal(ResultCode.AmountLimitExceeded, _switch.Ask(Payment(CommandKind.Purchase, 203, 1)));
        Assert.Equal(long.MaxValue, _switch.Core.NextDeadlineMs);
    }
}
