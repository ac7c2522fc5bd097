using TpWallet.Core;
using TpWallet.Disruptor;
using TpWallet.Messages;

namespace TpWallet.Server.Engine;

/// <summary>Third stage: applies durable commands in order and writes each reply into its slot. Hot path.</summary>
internal sealed class CoreStage : IStage<Slot>
{
    // How far ahead lines of the tables are asked for: far enough to arrive, near enough not to be evicted again.
    private const int IndexesAhead = 12;
    private const int RecordsAhead = 6;

    private readonly SwitchCore _core;
    private ulong _sequence;
    private long _commands;

    public CoreStage(SwitchCore core)
    {
        _core = core;
        _sequence = core.LastSequence;
    }

    /// <summary>Commands applied since the start.</summary>
    public long Commands => Volatile.Read(ref _commands);

    /// <summary>The last applied sequence of the journal.</summary>
    public ulong Sequence => Volatile.Read(ref _sequence);

    public void OnBatch(RingBuffer<Slot> ring, long first, long last)
    {
        var applied = _sequence;
        for (var sequence = first; sequence <= last; sequence++)
        {
            if (sequence + IndexesAhead <= last)
            {
                _core.PrefetchIndexes(ring[sequence + IndexesAhead].Command);
                _core.PrefetchRecords(ring[sequence + RecordsAhead].Command);
            }

            ref var slot = ref ring[sequence];
            _core.Apply(slot.Command, ++applied, slot.Reply.TimeMs, ref slot.Reply);
        }

        Volatile.Write(ref _commands, _commands + (last - first + 1));
        Volatile.Write(ref _sequence, applied);
    }
}
