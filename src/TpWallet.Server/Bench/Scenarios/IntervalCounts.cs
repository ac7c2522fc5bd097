using System.Diagnostics;

namespace TpWallet.Server.Bench.Scenarios;

/// <summary>Answers and the worst latency of each interval of a run. One writer; what comes behind the last interval counts into it.</summary>
internal sealed class IntervalCounts
{
    private readonly long _startTicks;
    private readonly long _intervalTicks;
    private readonly long[] _answers;
    private readonly long[] _worstTicks;

    public IntervalCounts(long startTicks, TimeSpan duration, TimeSpan interval)
    {
        _startTicks = startTicks;
        _intervalTicks = (long)(interval.TotalSeconds * Stopwatch.Frequency);
        var count = (int)Math.Ceiling(duration / interval);
        _answers = new long[count];
        _worstTicks = new long[count];
    }

    /// <summary>Counts an answer.</summary>
    /// <param name="nowTicks">When it came.</param>
    /// <param name="latencyTicks">Since its request was due.</param>
    public void Count(long nowTicks, long latencyTicks)
    {
        var interval = Math.Clamp((nowTicks - _startTicks) / _intervalTicks, 0, _answers.Length - 1);
        _answers[interval]++;
        _worstTicks[interval] = Math.Max(_worstTicks[interval], latencyTicks);
    }

    /// <summary>Adds what another one of the same run counted.</summary>
    public void Add(IntervalCounts other)
    {
        for (var interval = 0; interval < _answers.Length; interval++)
        {
            _answers[interval] += other._answers[interval];
            _worstTicks[interval] = Math.Max(_worstTicks[interval], other._worstTicks[interval]);
        }
    }

    /// <summary>All intervals, in their order.</summary>
    public IReadOnlyList<TimelinePoint> ToPoints()
    {
        var intervalMs = _intervalTicks * 1_000.0 / Stopwatch.Frequency;
        return
        [
            .. _answers.Select((answers, index) => new TimelinePoint(
                (long)Math.Round(index * intervalMs), answers, Math.Round(_worstTicks[index] * 1_000.0 / Stopwatch.Frequency, 3))),
        ];
    }
}
