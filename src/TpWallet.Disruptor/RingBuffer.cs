using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TpWallet.Disruptor.Sequences;
using TpWallet.Disruptor.Waiting;

namespace TpWallet.Disruptor;

/// <summary>
/// A ring of preallocated slots between any number of producers and one <see cref="StagePipeline{T}"/>. A producer claims slots, fills
/// them and publishes them; slots are handed over in the order of their claims. Nothing here allocates after construction.
/// </summary>
/// <typeparam name="T">The slot; the first one lies on a 64-byte boundary, outside the garbage collector's heap.</typeparam>
/// <remarks>
/// A claimed slot that is never published holds up everything claimed after it. Producers on the thread of a stage must use
/// <see cref="TryClaim"/>: a claim that waits there waits for itself.
/// </remarks>
public sealed unsafe class RingBuffer<T> : IDisposable
    where T : unmanaged
{
    /// <summary>Boundary of the first slot, bytes.</summary>
    public const int Alignment = 64;

    private const int CapacityMax = 1 << 30;

    private readonly MultiProducerSequencer _sequencer;
    private readonly int _mask;
    private T* _slots;
    private Task? _consumer;

    /// <summary>Allocates a ring, zeroed.</summary>
    /// <param name="capacity">Number of slots, a power of two from 1 to 2^30.</param>
    /// <param name="waitStrategy">How stages and blocked producers wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity isn't such a power of two.</exception>
    public RingBuffer(int capacity, IWaitStrategy waitStrategy)
    {
        ArgumentNullException.ThrowIfNull(waitStrategy);
        if (!BitOperations.IsPow2(capacity) || capacity > CapacityMax)
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "The capacity must be a power of two from 1 to 2^30.");
        }

        WaitStrategy = waitStrategy;
        _mask = capacity - 1;
        _sequencer = new MultiProducerSequencer(capacity, waitStrategy);
        var size = (nuint)capacity * (nuint)sizeof(T);
        _slots = (T*)NativeMemory.AlignedAlloc(size, Alignment);
        NativeMemory.Clear(_slots, size);
    }

    /// <summary>Number of slots.</summary>
    public int Capacity => _mask + 1;

    /// <summary>Whether producers are refused, for good.</summary>
    public bool IsClosed => _sequencer.IsClosed;

    /// <summary>How many slots have been claimed since the start.</summary>
    public long Claimed => _sequencer.Claimed;

    /// <summary>How many slots have been published since the start, counted up to the first that isn't. For metrics: it walks the marks.</summary>
    public long Published
    {
        get
        {
            var next = Processed;
            return _sequencer.HighestAvailable(next, next + _mask) + 1;
        }
    }

    /// <summary>How many slots have passed the last stage since the start.</summary>
    public long Processed => _sequencer.Gate.Done + 1;

    /// <summary>How many slots are claimed and not yet through the last stage, 0 to <see cref="Capacity"/>.</summary>
    public int Depth
    {
        get
        {
            // This order never gives less than nothing; a claim in between may give too much.
            var processed = Processed;
            return (int)Math.Min(Claimed - processed, Capacity);
        }
    }

    /// <summary>How many slots may be claimed now, if nobody else does; 0 to <see cref="Capacity"/>, also when closed.</summary>
    public long RemainingCapacity => Capacity - Depth;

    internal IWaitStrategy WaitStrategy { get; }

    internal MultiProducerSequencer Sequencer => _sequencer;

    /// <summary>The slot of a sequence. Its owner is the producer between claim and publication, then each stage within its range.</summary>
    /// <param name="sequence">From 0; the slot is that of the sequence modulo <see cref="Capacity"/>.</param>
    /// <exception cref="ObjectDisposedException">The ring is disposed.</exception>
    public ref T this[long sequence]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var slots = _slots;
            if (slots is null)
            {
                ThrowDisposed();
            }

            return ref slots[sequence & _mask];
        }
    }

    /// <summary>Claims slots in one piece, without waiting.</summary>
    /// <param name="count">Number of slots, 1 to <see cref="Capacity"/>.</param>
    /// <param name="first">First sequence of the claim; no meaning if it failed.</param>
    /// <returns>False when there is no room or the ring is closed (<see cref="IsClosed"/>); nothing is claimed then.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of range.</exception>
    public bool TryClaim(int count, out long first)
    {
        CheckCount(count);
        return _sequencer.TryClaim(count, out first);
    }

    /// <summary>Claims slots in one piece, waiting for room. Waiting producers are served in no particular order.</summary>
    /// <param name="count">Number of slots, 1 to <see cref="Capacity"/>.</param>
    /// <param name="timeout">How long to wait; zero doesn't wait, <see cref="Timeout.InfiniteTimeSpan"/> waits until the ring closes.</param>
    /// <param name="first">First sequence of the claim; no meaning if it failed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of range, or the timeout is negative and not infinite.</exception>
    public ClaimResult Claim(int count, TimeSpan timeout, out long first)
    {
        CheckCount(count);
        Deadline.Check(timeout);
        return _sequencer.TryClaim(count, out first)
            ? ClaimResult.Claimed
            : _sequencer.Claim(count, Deadline.After(timeout), out first);
    }

    /// <summary>
    /// Makes claimed slots visible to the first stage, once each. A claim may be published in parts and in any order, also after the
    /// ring was closed.
    /// </summary>
    /// <param name="first">First sequence to publish.</param>
    /// <param name="last">Last sequence to publish, from <paramref name="first"/> to <paramref name="first"/> + <see cref="Capacity"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty, negative or larger than the ring.</exception>
    /// <exception cref="InvalidOperationException">A sequence was published before, or its slot isn't in that lap. (A sequence
    /// of this lap that was never claimed isn't noticed.)</exception>
    public void Publish(long first, long last)
    {
        if (first < 0 || (ulong)(last - first) > (ulong)_mask)
        {
            throw new ArgumentOutOfRangeException(nameof(last), $"{first} to {last} is not a range of 1 to {Capacity} sequences.");
        }

        _sequencer.Publish(first, last);
    }

    /// <summary>
    /// Refuses producers from now on, for good; what was claimed before may still be published. The pipeline ends behind it. May be
    /// called on any thread, more than once.
    /// </summary>
    public void Close() => _sequencer.Close();

    /// <summary>Closes the ring and frees its memory. No producer may hold a slot any more.</summary>
    /// <exception cref="InvalidOperationException">The pipeline has been started and not completed; nothing is freed.</exception>
    public void Dispose()
    {
        Close();
        if (_consumer is { IsCompleted: false })
        {
            throw new InvalidOperationException("The ring can't be freed while its pipeline runs; await the pipeline's completion.");
        }

        NativeMemory.AlignedFree(_slots);
        _slots = null;
    }

    /// <summary>Gives the ring its one consumer, whose completion ends the use of the slots.</summary>
    /// <exception cref="InvalidOperationException">The ring has one already.</exception>
    internal void Attach(Task completion)
    {
        if (Interlocked.CompareExchange(ref _consumer, completion, null) is not null)
        {
            throw new InvalidOperationException("The ring has a pipeline already.");
        }
    }

    private void CheckCount(int count)
    {
        if ((uint)(count - 1) > (uint)_mask)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"A claim is for 1 to {Capacity} slots.");
        }
    }

    [DoesNotReturn]
    private static void ThrowDisposed() => throw new ObjectDisposedException(nameof(RingBuffer<T>));
}
