using TpWallet.Disruptor.Waiting;

namespace TpWallet.Disruptor;

/// <summary>
/// Spins for a moment, then offers the core to other threads between looks: low latency with more threads than cores, but an idle
/// thread still uses whatever the others leave.
/// </summary>
public sealed class YieldWaitStrategy : IWaitStrategy
{
    private static readonly int Spins = Environment.ProcessorCount > 2 ? 100 : 10;

    /// <inheritdoc/>
    public long Parks => 0;

    /// <inheritdoc/>
    public int Parked => 0;

    bool IWaitStrategy.Wait<TCondition>(WaitPoint point, ref TCondition condition, Deadline deadline)
    {
        for (var turn = 0; !condition.IsMet(); turn++)
        {
            if (turn < Spins)
            {
                Thread.SpinWait(1);
                continue;
            }

            turn = Spins;
            if (deadline.HasPassed)
            {
                return false;
            }

            Thread.Yield();
        }

        return true;
    }

    void IWaitStrategy.Signal(WaitPoint point)
    {
        // Waiting threads poll; they need no signal and the writer's release is fence enough.
    }
}
