using TpWallet.Disruptor.Waiting;

namespace TpWallet.Disruptor.Sequences;

/// <summary>Holds a stage's thread back until the next sequence is ready, its source has ended, or the thread has to halt.</summary>
internal sealed class SequenceBarrier
{
    /// <summary>What <see cref="WaitFor"/> returns when no more will come.</summary>
    internal const long End = -1;

    private readonly ISequenceSource _source;
    private readonly IWaitStrategy _waitStrategy;
    private bool _halted;

    internal SequenceBarrier(ISequenceSource source, IWaitStrategy waitStrategy)
    {
        _source = source;
        _waitStrategy = waitStrategy;
    }

    /// <summary>Waits for <paramref name="next"/>; returns the last of at most <paramref name="maxBatch"/> sequences from there that are
    /// ready, or <see cref="End"/>.</summary>
    internal long WaitFor(long next, int maxBatch)
    {
        var limit = next + maxBatch - 1;
        while (!Volatile.Read(ref _halted))
        {
            // The end is read first: were it read last, an advance between the two reads would be missed.
            var ends = _source.EndsBefore(next);
            var available = _source.HighestAvailable(next, limit);
            if (available >= next)
            {
                return available;
            }

            if (ends)
            {
                return End;
            }

            var arrival = new Arrival(this, next);
            _waitStrategy.Wait(_source.Changed, ref arrival, Deadline.Never);
        }

        return End;
    }

    /// <summary>Lets the thread end before its next batch, however much is ready.</summary>
    internal void Halt()
    {
        // Release is enough for a thread that polls; the signal brings the full fence for one that parks.
        Volatile.Write(ref _halted, true);
        _waitStrategy.Signal(_source.Changed);
    }

    private readonly struct Arrival(SequenceBarrier barrier, long next) : IWaitCondition
    {
        public bool IsMet() =>
            barrier._source.HighestAvailable(next, next) >= next || Volatile.Read(ref barrier._halted) || barrier._source.EndsBefore(next);
    }
}
