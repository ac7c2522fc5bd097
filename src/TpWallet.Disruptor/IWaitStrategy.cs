using TpWallet.Disruptor.Waiting;

namespace TpWallet.Disruptor;

/// <summary>
/// How stages wait for work and blocked producers for room. The set is closed: <see cref="BusySpinWaitStrategy"/>,
/// <see cref="YieldWaitStrategy"/> and <see cref="AdaptiveWaitStrategy"/>. One instance may serve several rings.
/// </summary>
public interface IWaitStrategy
{
    /// <summary>How often a thread has parked so far; always 0 for a strategy that never does.</summary>
    long Parks { get; }

    /// <summary>How many threads are parked now.</summary>
    int Parked { get; }

    /// <summary>Waits until the condition is met (true) or the deadline has passed (false).</summary>
    internal bool Wait<TCondition>(WaitPoint point, ref TCondition condition, Deadline deadline)
        where TCondition : struct, IWaitCondition;

    /// <summary>Called after every change that a thread at the point may wait for. Full fence if the strategy parks.</summary>
    internal void Signal(WaitPoint point);
}
