using TpWallet.Disruptor.Waiting;

namespace TpWallet.Disruptor;

/// <summary>
/// The default: spins a little, yields a little, then parks until something changes. An idle thread uses no processor time, and there
/// may be more threads than cores. A publication costs one full fence more than with a strategy that polls, and a wake-up of a
/// few microseconds when somebody is parked.
/// </summary>
public sealed class AdaptiveWaitStrategy : IWaitStrategy
{
    private readonly int _spins;
    private readonly int _yields;
    private long _parks;
    private int _parked;

    /// <summary>
    /// Chooses the phases: on one or two cores few spins, which take time from the thread waited for; anywhere as many yields as
    /// take about as long as a wake-up, so that a stage which is just ahead of its producers doesn't make each of them wake it.
    /// </summary>
    public AdaptiveWaitStrategy()
        : this(spins: Environment.ProcessorCount > 2 ? 200 : 10, yields: 20)
    {
    }

    /// <summary>Sets how many looks are taken before parking.</summary>
    /// <param name="spins">Looks with a short pause between them, at least 0.</param>
    /// <param name="yields">Looks after these that offer the core to another thread, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is negative.</exception>
    public AdaptiveWaitStrategy(int spins, int yields)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(spins);
        ArgumentOutOfRangeException.ThrowIfNegative(yields);
        _spins = spins;
        _yields = yields;
    }

    /// <inheritdoc/>
    public long Parks => Interlocked.Read(ref _parks);

    /// <inheritdoc/>
    public int Parked => Volatile.Read(ref _parked);

    bool IWaitStrategy.Wait<TCondition>(WaitPoint point, ref TCondition condition, Deadline deadline)
    {
        for (var turn = 0; turn < _spins; turn++)
        {
            if (condition.IsMet())
            {
                return true;
            }

            Thread.SpinWait(1);
        }

        for (var turn = 0; turn < _yields; turn++)
        {
            if (condition.IsMet())
            {
                return true;
            }

            Thread.Yield();
        }

        return Park(point, ref condition, deadline);
    }

    void IWaitStrategy.Signal(WaitPoint point) => point.WakeAll();

    private bool Park<TCondition>(WaitPoint point, ref TCondition condition, Deadline deadline)
        where TCondition : struct, IWaitCondition
    {
        Interlocked.Increment(ref _parks);
        Interlocked.Increment(ref _parked);
        try
        {
            return point.Park(ref condition, deadline);
        }
        finally
        {
            Interlocked.Decrement(ref _parked);
        }
    }
}
