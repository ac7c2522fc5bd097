using TpWallet.Core;
using TpWallet.Disruptor;
using TpWallet.Messages;
using TpWallet.Server.Engine.History;
using TpWallet.Server.Engine.Outcomes;
using TpWallet.Server.Engine.Snapshots;

namespace TpWallet.Server.Engine;

/// <summary>Third stage: applies durable commands in order and writes each reply into its slot. Hot path.</summary>
internal sealed class CoreStage : IStage<Slot>
{
    private readonly SwitchCore _core;
    private readonly CommandApplier _applier;
    private readonly TickSource _ticks;
    private readonly CutPoint? _cut;
    private readonly PublishedWindow? _window;
    private readonly ICommittedRuns? _committed;
    private ulong _sequence;
    private long _commands;

    /// <param name="core">The state.</param>
    /// <param name="ticks">Is told of the core's deadlines.</param>
    /// <param name="outcomes">Is told what became of each command.</param>
    /// <param name="cut">Where the next snapshot is taken.</param>
    /// <param name="window">Is told what the core has forgotten.</param>
    /// <param name="committed">Says which slots of a range count; null: all do.</param>
    public CoreStage(SwitchCore core, TickSource ticks, IOutcomeSink? outcomes = null, CutPoint? cut = null, PublishedWindow? window = null,
        ICommittedRuns? committed = null)
    {
        _core = core;
        _applier = new CommandApplier(core, outcomes);
        _ticks = ticks;
        _cut = cut;
        _window = window;
        _committed = committed;
        _window?.Publish(core.Window);
        _sequence = core.LastSequence;
    }

    /// <summary>Commands applied since the start.</summary>
    public long Commands => Volatile.Read(ref _commands);

    /// <summary>The last applied sequence of the journal.</summary>
    public ulong Sequence => Volatile.Read(ref _sequence);

    public void OnBatch(RingBuffer<Slot> ring, long first, long last)
    {
        if (_cut is not null && _cut.IsReachedBy(last, out var slot))
        {
            ApplyCommitted(ring, first, slot);
            _cut.Reach();
            first = slot + 1;
        }

        ApplyCommitted(ring, first, last);
        _ticks.OnApplied(last, _core.NextDeadlineMs, _core.TimeMs);
    }

    private void ApplyCommitted(RingBuffer<Slot> ring, long first, long last)
    {
        if (_committed is null)
        {
            Apply(ring, first, last);
            return;
        }

        for (var index = 0; index < _committed.Runs.Count; index++)
        {
            var run = _committed.Runs[index];
            if (run.First <= last && run.Last >= first)
            {
                Apply(ring, Math.Max(run.First, first), Math.Min(run.Last, last));
            }
        }
    }

    private void Apply(RingBuffer<Slot> ring, long first, long last)
    {
        _applier.Apply(new SlotBatch(ring, first, last), _sequence + 1);
        Volatile.Write(ref _commands, _commands + (last - first + 1));
        Volatile.Write(ref _sequence, _core.LastSequence);
        _window?.Publish(_core.Window);
    }
}
