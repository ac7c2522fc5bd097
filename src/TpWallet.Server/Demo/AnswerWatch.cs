using System.Diagnostics;
using TpWallet.Messages;
using TpWallet.Server.Bench.Scenarios;

namespace TpWallet.Server.Demo;

/// <summary>
/// When answers came, interval by interval, and which was the first behind a moment: what a fail-over looks like from outside. Safe for several
/// writers.
/// </summary>
internal sealed class AnswerWatch
{
    private const int IntervalMs = 100;

    private readonly Lock _lock = new();
    private readonly List<(long Acknowledged, long WorstTicks)> _intervals = [];
    private readonly List<TimelineEvent> _events = [];
    private long _startTicks = Stopwatch.GetTimestamp();
    private TaskCompletionSource<long>? _awaited;
    private long _awaitedStampMs;

    /// <summary>How long it has watched.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_startTicks);

    /// <summary>What was noted so far.</summary>
    public IReadOnlyList<TimelineEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Counts time from now.</summary>
    public void Begin() => _startTicks = Stopwatch.GetTimestamp();

    /// <summary>Takes in one answer as it comes.</summary>
    public void Record(in DemoRequest request, in Reply answer, TimeSpan latency)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            var index = (int)(Stopwatch.GetElapsedTime(_startTicks, now).TotalMilliseconds / IntervalMs);
            while (_intervals.Count <= index)
            {
                _intervals.Add(default);
            }

            var (acknowledged, worst) = _intervals[index];
            _intervals[index] = (acknowledged + 1, Math.Max(worst, latency.Ticks));
            if (_awaited is not null && request.Intent == DemoIntent.New && answer.TimeMs > _awaitedStampMs)
            {
                _awaited.TrySetResult(now);
                _awaited = null;
            }
        }
    }

    /// <summary>Waits for the first payment that a switch stamped later than this and that was acknowledged. One caller at a time.</summary>
    /// <param name="stampedAfterMs">Unix time in milliseconds, by the clock that switches stamp with.</param>
    /// <returns>When it was acknowledged, in ticks of <see cref="Stopwatch"/>.</returns>
    public Task<long> FirstPaymentAsync(long stampedAfterMs)
    {
        lock (_lock)
        {
            _awaited = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaitedStampMs = stampedAfterMs;
            return _awaited.Task;
        }
    }

    /// <summary>Something happens now.</summary>
    public void Note(string what)
    {
        lock (_lock)
        {
            _events.Add(new TimelineEvent((long)Elapsed.TotalMilliseconds, what));
        }
    }

    /// <summary>All that was seen.</summary>
    public Timeline ToTimeline()
    {
        lock (_lock)
        {
            return new Timeline(
                IntervalMs,
                [.. _intervals.Select(static (interval, index) => new TimelinePoint(
                    (long)index * IntervalMs, interval.Acknowledged, Math.Round(TimeSpan.FromTicks(interval.WorstTicks).TotalMilliseconds, 1)))],
                [.. _events]);
        }
    }
}
