using TpWallet.Disruptor.Waiting;

namespace TpWallet.Disruptor;

/// <summary>
/// Never gives the core away: the lowest latency, and a whole core for each waiting thread, idle or not. Only where every stage and
/// every producer that blocks has a core of its own; with fewer cores each hand-over costs a time slice of the scheduler.
/// </summary>
public sealed class BusySpinWaitStrategy : IWaitStrategy
{
    /// <inheritdoc/>
    public long Parks => 0;

    /// <inheritdoc/>
    public int Parked => 0;

    bool IWaitStrategy.Wait<TCondition>(WaitPoint point, ref TCondition condition, Deadline deadline)
    {
        while (!condition.IsMet())
        {
            if (deadline.HasPassed)
            {
                return false;
            }

            Thread.SpinWait(1);
        }

        return true;
    }

    void IWaitStrategy.Signal(WaitPoint point)
    {
        // Waiting threads poll; they need no signal and the writer's release is fence enough.
    }
}
