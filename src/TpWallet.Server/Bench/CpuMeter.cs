using System.Diagnostics;

namespace TpWallet.Server.Bench;

/// <summary>How many cores the load generator itself used in the measured interval: it shares the machine with an embedded switch.</summary>
internal sealed class CpuMeter : IDisposable
{
    private readonly BenchPlan _plan;
    private readonly Timer _begin;
    private readonly Timer _end;
    private TimeSpan _atBegin;
    private TimeSpan _atEnd;

    public CpuMeter(Schedule schedule, BenchPlan plan)
    {
        _plan = plan;
        var now = Stopwatch.GetTimestamp();
        _begin = new Timer(_ => _atBegin = Environment.CpuUsage.TotalTime, null, DelayTo(schedule.MeasureTicks, now), Timeout.InfiniteTimeSpan);
        _end = new Timer(_ => _atEnd = Environment.CpuUsage.TotalTime, null, DelayTo(schedule.EndTicks, now), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Mean number of cores in use.</summary>
    public double Cores => Math.Round((_atEnd - _atBegin) / _plan.Duration, 2);

    public void Dispose()
    {
        _begin.Dispose();
        _end.Dispose();
    }

    private static TimeSpan DelayTo(long ticks, long now) => ticks <= now ? TimeSpan.Zero : Stopwatch.GetElapsedTime(now, ticks);
}
