using TpWallet.Disruptor.Sequences;

namespace TpWallet.Disruptor.Waiting;

/// <summary>
/// Where threads park until something changes. The one who changes it pays a fence and a read while nobody is parked.
/// </summary>
/// <remarks>
/// No wake-up is lost: the parking thread arms the point, fences, then looks at the condition; the changing thread changes it,
/// fences, then looks at the point. Whatever the order, one of them sees the other. If it is the changing thread, it takes the lock,
/// which the parking thread has held since it armed the point and gives up only inside the wait, so the pulse can't come too early.
/// </remarks>
internal sealed class WaitPoint
{
    private const long Armed = 1;
    private const long Disarmed = 0;

    private readonly object _lock = new();
    private PaddedLong _state;

    /// <summary>Parks until the condition is met (true) or the deadline has passed (false).</summary>
    internal bool Park<TCondition>(ref TCondition condition, Deadline deadline)
        where TCondition : struct, IWaitCondition
    {
        lock (_lock)
        {
            while (!condition.IsMet())
            {
                _state.Value = Armed;

                // Full fence: the store above is seen by others before the condition is read below.
                Interlocked.MemoryBarrier();
                if (condition.IsMet())
                {
                    return true;
                }

                if (deadline.HasPassed)
                {
                    return false;
                }

                Monitor.Wait(_lock, deadline.RemainingMilliseconds);
            }
        }

        return true;
    }

    /// <summary>Wakes every parked thread; called after the change that they may wait for.</summary>
    internal void WakeAll()
    {
        // Full fence: the caller's change is seen by others before the state is read below.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _state.Value) == Armed)
        {
            PulseAll();
        }
    }

    private void PulseAll()
    {
        lock (_lock)
        {
            // Disarmed here and not by the woken thread: until it runs, further changes cost no lock.
            _state.Value = Disarmed;
            Monitor.PulseAll(_lock);
        }
    }
}
