using System.Text.Json;
using TpWallet.Server.Bench.Reports.Charts;
using TpWallet.Server.Bench.Scenarios;

namespace TpWallet.Server.Bench.Reports.Parts;

/// <summary>How a run went: answers a second and worst latency, interval by interval, with what happened meanwhile.</summary>
internal static class TimelinePart
{
    private const int PointsMax = 1_200;

    /// <summary>Makes the part of a timeline that another program measured.</summary>
    public static ReportPart Of(string name, Timeline timeline) => new(name)
    {
        Text =
        [
            $"{timeline.Points.Sum(static point => point.Acknowledged):N0} answers in {timeline.Points.Count * timeline.IntervalMs / 1_000.0:N1} s; "
                + $"the longest time without one was {timeline.LongestSilenceMs:N0} ms (whole intervals of {timeline.IntervalMs} ms), "
                + $"the worst latency {timeline.Points.Max(static point => point.WorstMs):N1} ms.",
            "",
            .. timeline.Events.Select(static happened => $"- {happened.Ms:N0} ms: {happened.What}"),
        ],
        Figures = [new Figure($"{name}: longest silence", "ms", timeline.LongestSilenceMs, AtLeast: false)],
        Charts = [.. Charts(name, timeline)],
        Raw = JsonSerializer.Serialize(timeline, Timeline.JsonOptions),
    };

    /// <summary>Rate and worst latency over time.</summary>
    public static IEnumerable<(string Name, string Svg)> Charts(string name, Timeline timeline)
    {
        var points = Condense(timeline, out var intervalMs);
        var width = intervalMs / 1_000.0;
        var rates = points.SelectMany(point => Step(point.Ms, width, point.Acknowledged / width)).ToList();
        var worst = points.Where(static point => point.WorstMs > 0).SelectMany(point => Step(point.Ms, width, point.WorstMs)).ToList();
        var time = Axis.Linear("seconds", (points[^1].Ms / 1_000.0) + width);
        var rate = new LineChart($"{name}: answers a second, by {intervalMs} ms", time, Axis.Linear("answers/s", rates.Max(static point => point.Y)))
            .Add(new Series("acknowledged", rates));
        yield return ("throughput", WithEvents(rate, timeline).ToSvg());
        if (worst.Count > 0)
        {
            var axis = Axis.Logarithmic("worst latency, ms", worst.Min(static point => point.Y), worst.Max(static point => point.Y));
            var latency = new LineChart($"{name}: worst latency, by {intervalMs} ms", time, axis).Add(new Series("worst", worst));
            yield return ("worst latency", WithEvents(latency, timeline).ToSvg());
        }
    }

    /// <summary>A value holds for the whole interval.</summary>
    private static IEnumerable<(double X, double Y)> Step(long ms, double width, double value) =>
        [(ms / 1_000.0, value), ((ms / 1_000.0) + width, value)];

    private static LineChart WithEvents(LineChart chart, Timeline timeline) =>
        timeline.Events.Aggregate(chart, static (chart, happened) => chart.Mark(happened.Ms / 1_000.0, happened.What));

    /// <summary>Several intervals as one when a chart could not show them all; silence at the end, which is the end, is left out.</summary>
    private static List<TimelinePoint> Condense(Timeline timeline, out int intervalMs)
    {
        var count = timeline.Points.Count;
        while (count > 1 && timeline.Points[count - 1].Acknowledged == 0)
        {
            count--;
        }

        var together = (count + PointsMax - 1) / PointsMax;
        intervalMs = timeline.IntervalMs * together;
        return
        [
            .. timeline.Points.Take(count).Chunk(together).Where(chunk => chunk.Length == together).Select(static chunk => new TimelinePoint(
                chunk[0].Ms, chunk.Sum(static point => point.Acknowledged), chunk.Max(static point => point.WorstMs))),
        ];
    }
}
