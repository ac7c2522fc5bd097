using System.Diagnostics;

namespace TpWallet.Server.Bench;

/// <summary>
/// How many cores the load generator itself uses from the begin of the measured interval on: it may share the machine with the switch.
/// </summary>
internal sealed class CpuMeter : IDisposable
{
    private readonly Timer _begin;
    private (long Ticks, TimeSpan Cpu) _start;

    public CpuMeter(long measureTicks)
    {
        var now = Stopwatch.GetTimestamp();
        _start = (now, Environment.CpuUsage.TotalTime);
        var delay = measureTicks <= now ? TimeSpan.Zero : Stopwatch.GetElapsedTime(now, measureTicks);
        _begin = new Timer(_ => _start = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime), null, delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Mean number of cores in use until now. Ask when the load has ended.</summary>
    public double Cores
    {
        get
        {
            var (ticks, cpu) = _start;
            return Math.Round((Environment.CpuUsage.TotalTime - cpu) / Stopwatch.GetElapsedTime(ticks), 2);
        }
    }

    public void Dispose() => _begin.Dispose();
}
