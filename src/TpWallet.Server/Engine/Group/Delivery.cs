using System.Runtime.InteropServices;
using TpWallet.Disruptor;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Replication.Log;

namespace TpWallet.Server.Engine.Group;

/// <summary>
/// Brings what is committed to the core, in the order of the log, each batch once: what this member sequenced itself waits in the ring and gets its
/// verdict; all else is fed from the log into the ring. The agent's thread owns it.
/// </summary>
internal sealed class Delivery
{
    private const int FedAtATime = 32;

    private readonly RingBuffer<Slot> _ring;
    private readonly IReplicaLog _log;
    private readonly CommitGate _gate;
    private readonly Queue<Verdict> _sequenced = new();
    private LogPosition _delivered;

    /// <param name="ring">The ring.</param>
    /// <param name="log">The log.</param>
    /// <param name="gate">Where the core is held back.</param>
    /// <param name="applied">What the core has been recovered to.</param>
    public Delivery(RingBuffer<Slot> ring, IReplicaLog log, CommitGate gate, in LogPosition applied)
    {
        _ring = ring;
        _log = log;
        _gate = gate;
        _delivered = applied;
    }

    /// <summary>Through where the core has, or will have, what is in the log.</summary>
    public LogPosition Delivered => _delivered;

    /// <summary>Batches that were sequenced here and have no verdict yet.</summary>
    public int Undecided => _sequenced.Count;

    /// <summary>The last slot into which the log was fed; -1: none.</summary>
    public long LastFedSlot { get; private set; } = -1;

    /// <summary>A batch of the ring was given its place in the log.</summary>
    public void OnSequenced(CollectedBatch collected)
    {
        var header = collected.Batch.Header;
        var end = new JournalPosition(header.LastSequence, collected.Batch.Hash, header.TimeMs, header.Epoch);
        _sequenced.Enqueue(new Verdict(collected.FirstSlot, collected.LastSlot, IsCommitted: true, end));
    }

    /// <summary>A batch of the ring gets no place in the log, or an unknown one.</summary>
    public void Drop(CollectedBatch collected) => _gate.Tell(new Verdict(collected.FirstSlot, collected.LastSlot, IsCommitted: false, default));

    /// <summary>This member no longer knows what becomes of what it sequenced; what is committed of it comes back from the log.</summary>
    public void Abandon()
    {
        while (_sequenced.TryDequeue(out var verdict))
        {
            _gate.Tell(verdict with { IsCommitted = false });
        }
    }

    /// <summary>Delivers as far as possible, but not so much of the log at a time that the agent is kept from all else; never waits.</summary>
    /// <param name="through">Everything through this sequence is committed, and on this member's disk.</param>
    /// <returns>Whether anything was delivered.</returns>
    public bool Advance(ulong through)
    {
        var from = _delivered.Sequence;
        while (_sequenced.TryPeek(out var verdict) && verdict.End.Sequence <= through)
        {
            _sequenced.Dequeue();
            _gate.Tell(verdict);
            _delivered = new LogPosition(verdict.End.Sequence, verdict.End.Hash);
        }

        for (var fed = 0; fed < FedAtATime && _sequenced.Count == 0 && _delivered.Sequence < through && TryFeed(); fed++)
        {
        }

        return _delivered.Sequence > from;
    }

    /// <summary>Lets a batch without commands pass, for whoever waits for the next one. None when the ring is full: another one comes.</summary>
    public void Mark()
    {
        if (_ring.TryClaim(1, out var slot))
        {
            _ring[slot] = new Slot { Edge = new EdgeData { Origin = SlotOrigin.Marker } };
            _ring.Publish(slot, slot);
        }
    }

    /// <summary>Puts the next batch of the log into the ring.</summary>
    /// <returns>False when there is no room now.</returns>
    private bool TryFeed()
    {
        if (!_log.TryReadNext(_delivered, out var bytes))
        {
            throw new InvalidOperationException($"The log ends at {_log.Tail}, and what follows {_delivered} is known to be committed.");
        }

        var header = MemoryMarshal.Read<SealedBatchHeader>(bytes.Span);
        var count = (int)header.Count;
        if (count > _ring.Capacity)
        {
            throw new InvalidOperationException($"A batch of the log has {count} commands, the ring {_ring.Capacity} slots: "
                + "engine.ring_capacity and engine.max_batch must be the same on every member of the group.");
        }

        if (!_ring.TryClaim(count, out var first))
        {
            return false;
        }

        Fill(first, header, MemoryMarshal.Cast<byte, Command>(bytes.Span.Slice(SealedBatchHeader.Size, count * Command.Size)));
        _log.TryFindBoundary(header.LastSequence, out _delivered);
        LastFedSlot = first + count - 1;
        _gate.Announce(LastFedSlot, new JournalPosition(_delivered.Sequence, _delivered.Hash, header.TimeMs, header.Epoch));
        _ring.Publish(first, LastFedSlot);
        return true;
    }

    private void Fill(long first, in SealedBatchHeader header, ReadOnlySpan<Command> commands)
    {
        for (var index = 0; index < commands.Length; index++)
        {
            ref var slot = ref _ring[first + index];
            slot = default; // no connection: nobody is answered here
            slot.Command = commands[index];
            slot.Reply.TimeMs = header.TimeMs;
            slot.Edge.Origin = SlotOrigin.Log;
        }
    }
}
