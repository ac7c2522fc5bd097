using System.Diagnostics;

namespace TpWallet.Aeron;

/// <summary>
/// What to do when a cycle of the event loop found nothing: first spin, then give the processor up between looks, then wait until there
/// is something. Any work starts it over. Not shared between threads.
/// </summary>
public sealed class AdaptiveIdleStrategy
{
    private static readonly TimeSpan LongestPark = TimeSpan.FromSeconds(1);

    private readonly AeronEndpoint _endpoint;
    private readonly long _spinTicks;
    private readonly long _yieldTicks;
    private long _idleSince;

    /// <summary>Makes a strategy for the thread that drives an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="spin">How long to spin; by default 5 µs, because the other end may wait for this processor.</param>
    /// <param name="yield">How long to yield after that; by default 100 µs.</param>
    public AdaptiveIdleStrategy(AeronEndpoint endpoint, TimeSpan? spin = null, TimeSpan? yield = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _endpoint = endpoint;
        _spinTicks = TicksOf(spin ?? TimeSpan.FromMicroseconds(5));
        _yieldTicks = _spinTicks + TicksOf(yield ?? TimeSpan.FromMicroseconds(100));
    }

    /// <summary>Waits as long as fits how long there has been nothing to do.</summary>
    /// <param name="workCount">What the last cycle returned.</param>
    public void Idle(int workCount)
    {
        if (workCount > 0)
        {
            _idleSince = 0;
            return;
        }

        var now = Stopwatch.GetTimestamp();
        if (_idleSince == 0)
        {
            _idleSince = now;
        }

        var idle = now - _idleSince;
        if (idle < _spinTicks)
        {
            Thread.SpinWait(1);
        }
        else if (idle < _yieldTicks)
        {
            Thread.Yield();
        }
        else
        {
            _endpoint.Park(LongestPark);

            // Whatever ended the wait deserves a spell of spinning only if it was work.
            _idleSince = now - _yieldTicks;
        }
    }

    private static long TicksOf(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
