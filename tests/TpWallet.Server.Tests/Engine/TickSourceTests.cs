using TpWallet.Disruptor;
using TpWallet.Messages;
using TpWallet.Server.Engine;

namespace TpWallet.Server.Tests.Engine;

public sealed class TickSourceTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly RingBuffer<Slot> _ring = new(16, new AdaptiveWaitStrategy());

    public void Dispose() => _ring.Dispose();

    [Fact]
    public void A_tick_comes_when_the_deadline_is_due_and_not_before()
    {
        using var ticks = new TickSource(_ring, ClockSource.Sequencer, _time);
        ticks.OnApplied(0, _time.NowMs + 1_000, _time.NowMs);

        _time.Advance(Second - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, _ring.Published);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal((1, 1), (_ring.Published, ticks.Ticks));
        ref var slot = ref _ring[0];
        Assert.Equal((CommandKind.Tick, CommandFlags.Operator, Command.CurrentVersion, 0u),
            (slot.Command.Kind, slot.Command.Flags, slot.Command.Version, slot.Command.Participant));
        Assert.False(slot.Command.RequestId.IsNone);
        Assert.Equal((0L, 0u), (slot.Command.Tick.TimeMs, slot.Edge.Connection));
    }

    [Fact]
    public void Without_a_deadline_no_timer_runs()
    {
        using var ticks = new TickSource(_ring, ClockSource.Sequencer, _time);

        for (var range = 0; range < 100; range++)
        {
            ticks.OnApplied(range, long.MaxValue, _time.NowMs);
        }

        Assert.Equal((0, 0), (_time.Running, _time.Changes));
    }

    [Fact]
    public void The_timer_is_set_again_only_for_an_earlier_deadline()
    {
        using var ticks = new TickSource(_ring, ClockSource.Sequencer, _time);

        ticks.OnApplied(0, _time.NowMs + 5_000, _time.NowMs);
        ticks.OnApplied(1, _time.NowMs + 9_000, _time.NowMs);
        ticks.OnApplied(2, _time.NowMs + 7_000, _time.NowMs);
        Assert.Equal(1, _time.Changes);
        ticks.OnApplied(3, _time.NowMs + 3_000, _time.NowMs);
        Assert.Equal(2, _time.Changes);

        _time.Advance(3 * Second);
        Assert.Equal(1, ticks.Ticks);
    }

    [Fact]
    public void A_deadline_that_was_met_early_costs_a_look_and_no_tick()
    {
        using var ticks = new TickSource(_ring, ClockSource.Sequencer, _time);
        ticks.OnApplied(0, _time.NowMs + 1_000, _time.NowMs);
        ticks.OnApplied(1, _time.NowMs + 4_000, _time.NowMs);

        _time.Advance(2 * Second);
        Assert.Equal((0, 1), (ticks.Ticks, _time.Running));
        _time.Advance(2 * Second);

        Assert.Equal(1, ticks.Ticks);
    }

    [Fact]
    public void Another_tick_follows_while_more_is_due_and_never_two_at_a_time()
    {
        using var ticks = new TickSource(_ring, ClockSource.Sequencer, _time);
        var due = _time.NowMs + 1_000;
        ticks.OnApplied(0, due, _time.NowMs);
        _time.Advance(2 * Second);
        Assert.Equal(1, ticks.Ticks);

        // Other commands are applied while the tick is still in the ring.
        ticks.OnApplied(-1, due, _time.NowMs);
        _time.Advance(Second);
        Assert.Equal(1, ticks.Ticks);

        ticks.OnApplied(0, due + 1, _time.NowMs);
        _time.Advance(TimeSpan.Zero);
        Assert.Equal(2, ticks.Ticks);

        ticks.OnApplied(1, long.MaxValue, _time.NowMs);
        _time.Advance(10 * Second);
        Assert.Equal((2, 0), (ticks.Ticks, _time.Running));
    }

    [Fact]
    public void A_full_ring_delays_the_tick()
    {
        using var ticks = new TickSource(_ring, ClockSource.Sequencer, _time);
        Assert.True(_ring.TryClaim(16, out _));
        ticks.OnApplied(0, _time.NowMs, _time.NowMs - 1);

        _time.Advance(TimeSpan.Zero);

        Assert.Equal((0, 1), (ticks.Ticks, _time.Running));
    }

    [Fact]
    public void A_closed_ring_ends_the_ticks()
    {
        using var ticks = new TickSource(_ring, ClockSource.Sequencer, _time);
        ticks.OnApplied(0, _time.NowMs + 1_000, _time.NowMs);
        _ring.Close();

        _time.Advance(2 * Second);

        Assert.Equal((0, 0), (ticks.Ticks, _time.Running));
    }

    [Fact]
    public void A_deadline_beyond_the_reach_of_a_timer_is_met()
    {
        using var ticks = new TickSource(_ring, ClockSource.Sequencer, _time);
        var half = TimeSpan.FromDays(90);
        ticks.OnApplied(0, _time.NowMs + (2 * (long)half.TotalMilliseconds), _time.NowMs);

        _time.Advance(half);
        Assert.Equal(0, ticks.Ticks);
        _time.Advance(half);

        Assert.Equal(1, ticks.Ticks);
    }

    [Fact]
    public void With_an_external_clock_ticks_only_continue_what_is_unfinished()
    {
        using var ticks = new TickSource(_ring, ClockSource.External, _time);
        ticks.OnApplied(0, deadlineMs: 5_000, coreTimeMs: 1_000);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((0, 0), (ticks.Ticks, _time.Running));

        // An operator's tick has moved time to 9,000 and left a deadline of 6,000 undone.
        ticks.OnApplied(1, deadlineMs: 6_000, coreTimeMs: 9_000);
        _time.Advance(TimeSpan.Zero);
        Assert.Equal(1, ticks.Ticks);
        Assert.Equal(0, _ring[0].Command.Tick.TimeMs);

        ticks.OnApplied(1, deadlineMs: 9_001, coreTimeMs: 9_000);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, ticks.Ticks);
    }
}
