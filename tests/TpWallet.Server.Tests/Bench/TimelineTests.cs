using System.Diagnostics;
using TpWallet.Server.Bench.Scenarios;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Tests.Bench;

public sealed class TimelineTests
{
    [Fact]
    public void Answers_count_in_the_interval_in_which_they_came()
    {
        var millisecond = Stopwatch.Frequency / 1_000;
        var start = 5_000 * millisecond;
        var (one, other) = (New(start), New(start));
        one.Count(start - millisecond, 3 * millisecond);
        one.Count(start + (99 * millisecond), 7 * millisecond);
        other.Count(start + (100 * millisecond), 2 * millisecond);
        other.Count(start + (10_000 * millisecond), 9_000 * millisecond);
        one.Add(other);

        Assert.Equal([new TimelinePoint(0, 2, 7), new TimelinePoint(100, 1, 2), new TimelinePoint(200, 1, 9_000)], one.ToPoints());
    }

    [Fact]
    public void The_longest_silence_lies_between_answers()
    {
        TimelinePoint[] points = [new(0, 0, 0), new(100, 0, 0), new(200, 5, 1), new(300, 0, 0), new(400, 1, 150), new(500, 0, 0), new(600, 0, 0)];
        Assert.Equal(100, new Timeline(100, points, []).LongestSilenceMs);
        Assert.Equal(50, new Timeline(100, points, []).PeakPerSecond);
        Assert.Equal(0, new Timeline(100, [.. points.Take(2)], []).LongestSilenceMs);
    }

    [Theory]
    [InlineData("""{ "intervalMs": 100, "points": [], "events": [] }""", "a timeline has intervalMs above 0 and at least one point")]
    [InlineData("""{ "intervalMs": 100, "points": [{ "ms": 0, "acked": 1 }], "events": [] }""", "is no timeline")]
    [InlineData("""{ "intervalMs": 100 }""", "is no timeline")]
    public void A_file_that_is_no_timeline_is_refused(string text, string message)
    {
        var exception = Assert.Throws<ConfigurationException>(() => Load(text));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_timeline_is_read_as_it_is_written()
    {
        var timeline = Load("""
            { "intervalMs": 100, "points": [{ "ms": 0, "acknowledged": 12, "worstMs": 3.5 }], "events": [{ "ms": 50, "what": "kill node-1" }] }
            """);
        Assert.Equal(new TimelinePoint(0, 12, 3.5), Assert.Single(timeline.Points));
        Assert.Equal(new TimelineEvent(50, "kill node-1"), Assert.Single(timeline.Events));
    }

    private static IntervalCounts New(long startTicks) => new(startTicks, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(100));

    private static Timeline Load(string text)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            return Timeline.Load(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
