using System.Diagnostics;

namespace TpWallet.Server.Bench;

/// <summary>
/// Makes sessions with an open-loop schedule send what has become due, from a thread of its own. It wakes when something is due, though not
/// more often than its interval allows: what becomes due within one is sent together. How late that is, the sessions' counts tell.
/// </summary>
internal sealed class Pacer : IDisposable
{
    /// <summary>Short against the latencies that are measured, long against the cost of waking up.</summary>
    private static readonly long IntervalTicks = Stopwatch.Frequency / 10_000;

    /// <summary>A window that gets room may make something due earlier than this thread knows.</summary>
    private static readonly long LongestSleepTicks = Stopwatch.Frequency / 1_000;

    private readonly IReadOnlyList<LoadConnection> _connections;
    private readonly Thread _thread;
    private volatile bool _stopped;

    public Pacer(IReadOnlyList<LoadConnection> connections)
    {
        _connections = connections;
        _thread = new Thread(Run) { Name = "bench pacer", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _stopped = true;
        _thread.Join();
    }

    private void Run()
    {
        PreciseSleep.BePunctual();
        while (!_stopped)
        {
            var nowTicks = Stopwatch.GetTimestamp();
            PreciseSleep.Until(Math.Clamp(PumpDue(nowTicks), nowTicks + IntervalTicks, nowTicks + LongestSleepTicks));
        }
    }

    /// <summary>Pumps the sessions that have something due; returns when the next one will.</summary>
    private long PumpDue(long nowTicks)
    {
        var nextTicks = long.MaxValue;
        foreach (var connection in _connections)
        {
            if (connection.NextPumpTicks <= nowTicks)
            {
                connection.Pump();
            }

            nextTicks = Math.Min(nextTicks, connection.NextPumpTicks);
        }

        return nextTicks;
    }
}
