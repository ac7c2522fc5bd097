using TpWallet.Core;
using TpWallet.Disruptor;
using TpWallet.Messages;

namespace TpWallet.Server.Engine;

/// <summary>Third stage: applies durable commands in order and writes each reply into its slot. Hot path.</summary>
internal sealed class CoreStage : IStage<Slot>
{
    private readonly SwitchCore _core;
    private readonly CommandApplier _applier;
    private readonly TickSource _ticks;
    private ulong _sequence;
    private long _commands;

    public CoreStage(SwitchCore core, TickSource ticks)
    {
        _core = core;
        _applier = new CommandApplier(core);
        _ticks = ticks;
        _sequence = core.LastSequence;
    }

    /// <summary>Commands applied since the start.</summary>
    public long Commands => Volatile.Read(ref _commands);

    /// <summary>The last applied sequence of the journal.</summary>
    public ulong Sequence => Volatile.Read(ref _sequence);

    public void OnBatch(RingBuffer<Slot> ring, long first, long last)
    {
        _applier.Apply(new SlotBatch(ring, first, last), _sequence + 1);
        Volatile.Write(ref _commands, _commands + (last - first + 1));
        Volatile.Write(ref _sequence, _core.LastSequence);
        _ticks.OnApplied(last, _core.NextDeadlineMs, _core.TimeMs);
    }
}
