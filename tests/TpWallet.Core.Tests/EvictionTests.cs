using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

/// <summary>Old request ids are forgotten when history holds them; a repeat of one never passes for new while history is behind.</summary>
public sealed class EvictionTests : IDisposable
{
    private const uint Remembered = 8;
    private const ulong FirstId = 10;

    private readonly TestSwitch _switch = TestSwitch.Furnished(Genesis(duplicates: Remembered));

    public void Dispose() => _switch.Dispose();

    [Fact]
    public void Oldest_is_forgotten_one_by_one_and_only_when_history_holds_it()
    {
        Fill();
        var durable = _switch.Core.LastSequence;
        Assert.Equal(ResultCode.DuplicatesFull, _switch.Ask(Payment(CommandKind.Purchase, 100, 1)));

        _switch.Approve(HistoryMark(1, durableThrough: 3));
        _switch.Approve(Checked(Payment(CommandKind.Purchase, 100, 1)));
        _switch.Approve(Checked(Payment(CommandKind.Purchase, 101, 1)));
        Assert.Equal(ResultCode.DuplicatesFull, _switch.Ask(Checked(Payment(CommandKind.Purchase, 102, 1))));

        _switch.Approve(HistoryMark(1, durable));
        _switch.Approve(Checked(Payment(CommandKind.Purchase, 102, 1)));
        Assert.Equal((4UL, Remembered), (_switch.Core.Usage.EvictedThrough, _switch.Core.Usage.DuplicateEntries));
        Assert.Equal((4UL, _switch.TimeMs, durable), (_switch.Core.Window.EvictedThrough, _switch.Core.Window.EvictedThroughTimeMs,
            _switch.Core.Window.DurableThrough));
    }

    [Fact]
    public void Repeat_of_a_forgotten_request_is_refused_until_history_was_searched_far_enough()
    {
        var first = _switch.Approve(Authorize(FirstId, 1_00));
        Forget(FirstId);
        var repeat = Authorize(FirstId, 1_00);

        Assert.Equal(ResultCode.HistoryBehind, _switch.Ask(repeat));
        Assert.Equal(ResultCode.HistoryBehind, _switch.Ask(repeat with { HistoryCheckedThrough = first.Sequence - 1 }));
        Assert.Equal((ResultClass.Transient, 0), (ResultCodes.Classify(ResultCode.HistoryBehind), (int)_switch.Send(repeat).Flags));

        // Its payment goes on without it.
        Assert.Equal(1_00, _switch.Approve(Checked(About(CommandKind.Capture, 500, FirstId))).Amount);
    }

    [Fact]
    public void Repeat_that_is_remembered_gets_its_answer_however_old_its_id()
    {
        Fill();
        Forget(FirstId - 1);
        var last = _switch.Approve(Checked(Payment(CommandKind.Purchase, 300, 1)));

        Assert.Equal(last with { Flags = ReplyFlags.Replayed }, _switch.Send(Payment(CommandKind.Purchase, 300, 1)));
        Assert.Equal(last with { Flags = ReplyFlags.Replayed }, SwitchCore.StoredReply(last));
    }

    [Fact]
    public void Id_that_says_its_time_needs_no_search_unless_it_may_be_older()
    {
        Fill();
        Forget(FirstId);
        var forgottenMs = _switch.Core.Window.EvictedThroughTimeMs;
        var command = Payment(CommandKind.Purchase, 0, 1);

        _switch.TimeMs++;
        Assert.Equal(ResultCode.HistoryBehind, _switch.Ask(command with { RequestId = MadeAt(forgottenMs + CommandLimits.ClockDifferenceMsMax) }));
        Assert.Equal(ResultCode.Approved, _switch.Ask(command with { RequestId = MadeAt(forgottenMs + CommandLimits.ClockDifferenceMsMax + 1) }));
    }

    [Fact]
    public void Id_from_the_future_is_refused_and_stays_free()
    {
        var command = Payment(CommandKind.Purchase, 0, 1) with { RequestId = MadeAt(_switch.TimeMs + CommandLimits.ClockDifferenceMsMax + 1) };

        Assert.Equal(ResultCode.RequestIdInFuture, _switch.Ask(command));
        _switch.TimeMs++;
        Assert.Equal(0, (int)_switch.Approve(command).Flags);
    }

    [Fact]
    public void Id_older_than_what_history_retains_is_refused()
    {
        var retainedMs = _switch.TimeMs - 60_000_000;
        _switch.Approve(HistoryMark(1, durableThrough: 5, retainedFrom: 4, retainedMs));
        var command = Checked(Payment(CommandKind.Purchase, 0, 1));

        Assert.Equal(ResultCode.OutsideWindow, _switch.Ask(command with { RequestId = MadeAt(retainedMs + CommandLimits.ClockDifferenceMsMax) }));
        Assert.Equal(ResultCode.Approved, _switch.Ask(command with { RequestId = MadeAt(retainedMs + CommandLimits.ClockDifferenceMsMax + 1) }));
        Assert.Equal(ResultCode.Approved, _switch.Ask(Checked(Payment(CommandKind.Purchase, 50, 1))));
    }

    [Fact]
    public void Inquiry_says_unknown_only_when_that_is_known()
    {
        var inquiry = About(CommandKind.StatusInquiry, 900, 4_711);
        Assert.Equal(ResultCode.UnknownRequest, _switch.Ask(inquiry));

        Fill();
        Forget(FirstId);
        var now = inquiry with { OriginalRequestId = MadeAt(_switch.TimeMs) };
        Assert.Equal(ResultCode.HistoryBehind, _switch.Ask(inquiry));
        Assert.Equal(ResultCode.HistoryBehind, _switch.Ask(now));
        Assert.Equal(ResultCode.UnknownRequest, _switch.Ask(Checked(inquiry)));

        _switch.Approve(HistoryMark(1, durableThrough: 5, retainedFrom: 4, _switch.TimeMs - CommandLimits.ClockDifferenceMsMax - 1));
        Assert.Equal(ResultCode.OutsideWindow, _switch.Ask(Checked(inquiry)));
        Assert.Equal(ResultCode.UnknownRequest, _switch.Ask(Checked(now)));
    }

    [Fact]
    public void Reversal_before_its_original_needs_history_to_rule_the_original_out()
    {
        Fill();
        Forget(FirstId);
        _switch.TimeMs++;
        var reversal = About(CommandKind.Reversal, 0, 4_711) with { RequestId = MadeAt(_switch.TimeMs + CommandLimits.ClockDifferenceMsMax) };

        Assert.Equal(ResultCode.HistoryBehind, _switch.Ask(reversal));
        Assert.Equal(ResultCode.ReversalNoted, _switch.Ask(Checked(reversal)));
        Forget(4_711);
        Assert.Equal(ResultCode.ReversedBeforeArrival, _switch.Ask(Checked(Authorize(4_711, 1))));

        var late = Checked(About(CommandKind.Reversal, 601, 4_712));
        late.HistoryCheckedThrough |= Command.OriginalInHistory;
        Assert.Equal(ResultCode.UnknownAuthorization, _switch.Ask(late));
    }

    [Fact]
    public void Chain_is_admitted_only_when_every_link_is()
    {
        Fill();
        Forget(FirstId);
        var replies = _switch.SendChain(Checked(Linked(Payment(CommandKind.Purchase, 700, 1))), Payment(CommandKind.Purchase, 701, 1));
        Assert.Equal([ResultCode.LinkedCommandFailed, ResultCode.HistoryBehind], replies.Select(static reply => reply.Result));

        replies = _switch.SendChain(Checked(Linked(Payment(CommandKind.Purchase, 700, 1))), Checked(Payment(CommandKind.Purchase, 701, 1)));
        Assert.All(replies, static reply => Assert.Equal(ResultCode.Approved, reply.Result));
    }

    [Fact]
    public void Marks_are_the_past_and_never_go_back()
    {
        Assert.Equal(ResultCode.HistoryMarkOutOfRange, _switch.Ask(HistoryMark(1, _switch.Core.LastSequence + 1)));
        Assert.Equal(ResultCode.HistoryMarkOutOfRange, _switch.Ask(HistoryMark(1, durableThrough: 3, retainedFrom: 5)));
        Assert.Equal(ResultCode.HistoryMarkOutOfRange, _switch.Ask(HistoryMark(1, 3, 2, _switch.TimeMs + 2)));
        Assert.Equal(ResultCode.TimeOutOfRange, _switch.Ask(HistoryMark(1, 3, 2, -1)));
        Assert.Equal(ResultCode.NotPermitted, _switch.Ask(HistoryMark(1, 3) with { Flags = CommandFlags.None }));
        Assert.Equal(default, _switch.Core.Window);

        _switch.Approve(HistoryMark(1, 3, 2, 5));
        _switch.Approve(HistoryMark(1, 2, 1, 4));
        Assert.Equal((3UL, 2UL, 5L), (_switch.Core.Window.DurableThrough, _switch.Core.Window.RetainedFrom, _switch.Core.Window.RetainedFromTimeMs));
    }

    [Fact]
    public void Growing_a_table_that_has_gone_round_keeps_the_order()
    {
        Fill();
        Forget(FirstId);
        var grow = Checked(Configure(CommandKind.GrowTables, 800, participant: 0));
        grow.TableSizes.DuplicateEntries = Remembered + 2;
        _switch.Approve(grow);
        var evicted = _switch.Core.Window.EvictedThrough;
        _switch.Approve(Checked(Payment(CommandKind.Purchase, 801, 1)));
        Assert.Equal(evicted, _switch.Core.Window.EvictedThrough);

        // The next to go is the one after the last that went.
        _switch.Approve(HistoryMark(1, _switch.Core.LastSequence));
        _switch.Approve(Checked(Payment(CommandKind.Purchase, 802, 1)));
        Assert.True(_switch.Core.Window.EvictedThrough > evicted);
        Assert.Equal(ReplyFlags.Replayed, _switch.Send(grow).Flags);
    }

    [Fact]
    public void With_an_external_clock_nothing_is_concluded_from_the_time_of_an_id()
    {
        using var target = TestSwitch.Furnished(Genesis(duplicates: Remembered, clock: ClockSource.External));
        target.Approve(Tick(1, 1_000));
        target.Approve(Payment(CommandKind.Purchase, 0, 1) with { RequestId = MadeAt(1_900_000_000_000) });
        target.Approve(HistoryMark(1, target.Core.LastSequence));
        target.Approve(Payment(CommandKind.Purchase, 20, 1));
        target.Approve(Payment(CommandKind.Purchase, 21, 1));

        Assert.Equal(ResultCode.HistoryBehind, target.Ask(Payment(CommandKind.Purchase, 0, 1) with { RequestId = MadeAt(1_900_000_000_001) }));
    }

    private static Command Checked(Command command) => command with { HistoryCheckedThrough = 1_000_000 };

    private static RequestId MadeAt(long timeMs) => RequestId.FromGuid(Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(timeMs)));

    /// <summary>Until nothing more can be remembered.</summary>
    private void Fill()
    {
        for (var id = FirstId; _switch.Core.Usage.DuplicateEntries < Remembered; id++)
        {
            _switch.Approve(Payment(CommandKind.Purchase, id, 1));
        }
    }

    /// <summary>Remembers others until a request is forgotten, and everything before it.</summary>
    private void Forget(ulong id)
    {
        for (var other = 5_000 + (id * 100); _switch.Ask(About(CommandKind.StatusInquiry, 999, id)) is ResultCode.Approved; other++)
        {
            _switch.Approve(HistoryMark(1, _switch.Core.LastSequence));
            _switch.Approve(Checked(Payment(CommandKind.Purchase, other, 1)));
        }

        _switch.Approve(HistoryMark(1, _switch.Core.LastSequence));
    }
}
