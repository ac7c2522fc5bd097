using TpWallet.Disruptor;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;

namespace TpWallet.Gateway.Timeline;

/// <summary>
/// The latest messages of all listeners with their answers, as many as fit. The engine copies, neither allocating nor waiting; who reads
/// looks through all of it and leaves out what is overwritten meanwhile.
/// </summary>
public sealed class MessageLog
{
    /// <summary>The most messages that can be kept.</summary>
    public const int CapacityMax = 10_000_000;

    private readonly Entry[] _entries;
    private readonly ulong _sequenceOfFirstSlot;
    private readonly TimeProvider _time;
    private long _added;

    /// <summary>Makes an empty log.</summary>
    /// <param name="capacity">How many messages are kept, 1 to <see cref="CapacityMax"/>; 288 bytes each.</param>
    /// <param name="lastSequence">The journal's last sequence when the ring is empty and new.</param>
    /// <param name="time">The clock of <see cref="EdgeData.ReceivedTicks"/>; the machine's if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is out of its range.</exception>
    public MessageLog(int capacity, ulong lastSequence, TimeProvider? time = null)
    {
        OptionRange.Check(capacity, 1, CapacityMax, nameof(capacity));
        _entries = new Entry[capacity];
        _sequenceOfFirstSlot = lastSequence + 1;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>How many messages were added since the start.</summary>
    public long Added => Volatile.Read(ref _added);

    /// <summary>The messages that are, or are about, one request of a participant, in the order of the journal.</summary>
    public IReadOnlyList<LoggedMessage> Find(uint participant, RequestId payment)
    {
        var found = new List<LoggedMessage>();
        var (now, nowTicks) = (_time.GetUtcNow(), _time.GetTimestamp());
        for (var index = 0; index < _entries.Length; index++)
        {
            if (TryCopy(index, out var entry) && entry.Command.Participant == participant
                && (entry.Command.RequestId == payment || entry.Command.OriginalRequestId == payment))
            {
                found.Add(new LoggedMessage(
                    entry.Sequence,
                    entry.Protocol,
                    now - _time.GetElapsedTime(entry.ReceivedTicks, nowTicks),
                    now - _time.GetElapsedTime(entry.AnsweredTicks, nowTicks),
                    entry.Command,
                    entry.Reply));
            }
        }

        found.Sort(static (left, right) => left.Sequence.CompareTo(right.Sequence));
        return found;
    }

    /// <summary>Engine: keeps answered slots of one session. Balances asked for belong to no payment and are left out. Hot path.</summary>
    internal void Add(RingBuffer<Slot> ring, long first, int count, SessionProtocol protocol, long answeredTicks)
    {
        for (var sequence = first; sequence < first + count; sequence++)
        {
            ref readonly var slot = ref ring[sequence];
            if (slot.Command.Kind == CommandKind.BalanceInquiry)
            {
                continue;
            }

            ref var entry = ref _entries[_added % _entries.Length];
            Volatile.Write(ref entry.Stamp, 0);
            Volatile.WriteBarrier(); // nobody takes what follows for what was there
            entry.Sequence = _sequenceOfFirstSlot + (ulong)sequence;
            entry.Protocol = protocol;
            entry.ReceivedTicks = slot.Edge.ReceivedTicks;
            entry.AnsweredTicks = answeredTicks;
            entry.Command = slot.Command;
            entry.Reply = slot.Reply;
            Volatile.Write(ref entry.Stamp, _added + 1);
            Volatile.Write(ref _added, _added + 1);
        }
    }

    /// <summary>False when there is nothing, or it was overwritten while it was read.</summary>
    private bool TryCopy(int index, out Entry entry)
    {
        var stamp = Volatile.Read(ref _entries[index].Stamp);
        entry = _entries[index];
        Volatile.ReadBarrier();
        return stamp != 0 && stamp == Volatile.Read(ref _entries[index].Stamp);
    }

    /// <summary>Without references, so that a torn copy is harmless: it is not used.</summary>
    private struct Entry
    {
        /// <summary>Which message of all, from 1; 0: none, or being written.</summary>
        public long Stamp;
        public ulong Sequence;
        public long ReceivedTicks;
        public long AnsweredTicks;
        public SessionProtocol Protocol;
        public Command Command;
        public Reply Reply;
    }
}
