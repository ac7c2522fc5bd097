using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TpWallet.Disruptor.Waiting;

namespace TpWallet.Disruptor.Sequences;

/// <summary>
/// Hands out sequences to any number of producers and tells the first stage which are published. A claim is one compare-and-swap;
/// each slot has a mark that says in which lap it was published last, so producers may publish in any order.
/// </summary>
internal sealed class MultiProducerSequencer : ISequenceSource
{
    /// <summary>The sign of the claim counter: a close and a claim are swaps of the same word, so no claim can follow the close.</summary>
    private const long ClosedFlag = long.MinValue;

    private readonly int _capacity;
    private readonly int _lapShift;
    private readonly int[] _marks;
    private readonly IWaitStrategy _waitStrategy;
    private readonly Sequence _nextClaim = new(0);

    /// <summary>The last known progress of the last stage, on a line of the producers' own: they rarely touch the one it writes.</summary>
    private readonly Sequence _cachedGate = new(-1);

    private long _closedAt = long.MaxValue;

    internal MultiProducerSequencer(int capacity, IWaitStrategy waitStrategy)
    {
        _capacity = capacity;
        _lapShift = int.Log2(capacity);
        _marks = new int[capacity];
        _waitStrategy = waitStrategy;
        Gate = new StageProgress(waitStrategy);
    }

    public WaitPoint Changed { get; } = new();

    /// <summary>The progress of the last stage; producers never pass it by more than the capacity.</summary>
    internal StageProgress Gate { get; }

    internal bool IsClosed => _nextClaim.Value < 0;

    /// <summary>How many sequences have been claimed so far.</summary>
    internal long Claimed => _nextClaim.Value & ~ClosedFlag;

    internal bool TryClaim(int count, out long first)
    {
        while (true)
        {
            first = _nextClaim.Value;
            if (first < 0 || !HasRoom(first, count))
            {
                return false;
            }

            if (_nextClaim.CompareAndSet(first, first + count))
            {
                return true;
            }
        }
    }

    internal ClaimResult Claim(int count, Deadline deadline, out long first)
    {
        while (!TryClaim(count, out first))
        {
            if (IsClosed)
            {
                return ClaimResult.Closed;
            }

            var room = new Room(this, count);
            if (!_waitStrategy.Wait(Gate.Changed, ref room, deadline))
            {
                return ClaimResult.TimedOut;
            }
        }

        return ClaimResult.Claimed;
    }

    internal void Publish(long first, long last)
    {
        // From the last to the first: the first stage sees nothing of the range until its first mark is set, then sees all of it.
        for (var sequence = last; sequence >= first; sequence--)
        {
            ref var mark = ref MarkOf(sequence);
            var lap = LapOf(sequence);
            if (mark != lap - 1)
            {
                ThrowNotPublishable(sequence);
            }

            // Release: the producer's writes to the slot stay before it.
            Volatile.Write(ref mark, lap);
        }

        // The full fence that a parked first stage needs is in here.
        _waitStrategy.Signal(Changed);
    }

    /// <summary>Ends the claims, wakes blocked producers and lets the first stage end behind the last claimed sequence.</summary>
    internal void Close()
    {
        // The swap is a full fence and fixes how many were claimed; the release makes that number known to the first stage.
        var claimed = _nextClaim.Or(ClosedFlag) & ~ClosedFlag;
        Volatile.Write(ref _closedAt, claimed);
        _waitStrategy.Signal(Changed);
        _waitStrategy.Signal(Gate.Changed);
    }

    public long HighestAvailable(long next, long limit)
    {
        var sequence = next;

        // Acquire: the reads of the slot stay after the read of its mark.
        while (sequence <= limit && Volatile.Read(ref MarkOf(sequence)) == LapOf(sequence))
        {
            sequence++;
        }

        return sequence - 1;
    }

    public bool EndsBefore(long next) => next >= Volatile.Read(ref _closedAt);

    private bool HasRoom(long next, int count)
    {
        var overwritten = next + count - 1 - _capacity;
        if (overwritten <= _cachedGate.Value)
        {
            return true;
        }

        // Release here and acquire above hand on what the acquire of the gate gave: the last stage is done reading those slots.
        // A slower producer may put an older value back; it costs another look at the gate, never safety.
        var gate = Gate.Done;
        _cachedGate.SetRelease(gate);
        return overwritten <= gate;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref int MarkOf(long sequence) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_marks), (nint)(sequence & (_capacity - 1)));

    /// <summary>The lap of a sequence, from 1 (0 is a slot never published). It may wrap: a mark is at most one lap behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int LapOf(long sequence) => unchecked((int)(sequence >> _lapShift) + 1);

    [DoesNotReturn]
    private static void ThrowNotPublishable(long sequence) =>
        throw new InvalidOperationException($"Sequence {sequence} is published already, or its slot is not in that lap.");

    private readonly struct Room(MultiProducerSequencer sequencer, int count) : IWaitCondition
    {
        public bool IsMet()
        {
            var next = sequencer._nextClaim.Value;
            return next < 0 || sequencer.HasRoom(next, count);
        }
    }
}
