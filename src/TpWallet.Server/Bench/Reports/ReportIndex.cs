using TpWallet.Server.Bench.Reports.Charts;

namespace TpWallet.Server.Bench.Reports;

/// <summary>
/// The list of all reports and the trend of their figures: a section between two marks of <c>README.md</c>, whose rest is left alone.
/// </summary>
internal static class ReportIndex
{
    private const string Begin = "<!-- begin: written by 'tpwallet bench report' -->";
    private const string End = "<!-- end -->";
    private const string TrendFile = "trend.svg";
    private const int FiguresInList = 3;

    /// <summary>Writes the section anew; makes the file, or puts the section at its end, when it isn't there.</summary>
    /// <param name="root">Where the reports stand.</param>
    public static void Update(string root)
    {
        var reports = ReportFolder.ReadAll(root);
        var path = Path.Combine(root, "README.md");
        var text = File.Exists(path) ? File.ReadAllText(path) : "# Reports\n";
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        var (before, after) = begin >= 0 && end > begin ? (text[..begin], text[(end + End.Length)..]) : (text.TrimEnd() + "\n\n", "\n");
        var trend = TrendOf(reports);
        if (trend is not null)
        {
            File.WriteAllText(Path.Combine(root, TrendFile), trend);
        }

        File.WriteAllText(path, $"{before}{string.Join('\n', [Begin, .. Section(reports, trend is not null), End])}{after}");
    }

    private static IEnumerable<string> Section(IReadOnlyList<ReportSummary> reports, bool hasTrend)
    {
        yield return "";
        yield return "| report | measured | commit | figures | failures |";
        yield return "|---|---|---|---|---|";
        foreach (var report in reports.Reverse())
        {
            var figures = report.Figures.Take(FiguresInList).Select(static figure => $"{figure.Name}: {figure.MeasuredText}");
            yield return $"| [{report.Name}]({report.Name}/README.md) | {report.Time:yyyy-MM-dd} | {report.Machine.Commit} "
                + $"| {string.Join("<br>", figures)} | {report.Failures.Count} |";
        }

        yield return "";
        var names = Names(reports);
        if (names.Count == 0)
        {
            yield break;
        }

        yield return "What each figure was, the oldest report on the left:";
        yield return "";
        yield return $"| figure | target | {string.Join(" | ", reports.Select(static report => report.Name))} |";
        yield return $"|---|---|{string.Concat(reports.Select(static _ => "---|"))}";
        foreach (var name in names)
        {
            var all = reports.Select(report => Find(report, name)).ToList();
            yield return $"| {name} | {all.Last(static figure => figure is not null)!.TargetText} | "
                + $"{string.Join(" | ", all.Select(static figure => figure?.MeasuredText ?? ""))} |";
        }

        yield return "";
        if (hasTrend)
        {
            yield return $"![figures as a share of their targets, report by report]({TrendFile})";
            yield return "";
        }
    }

    /// <summary>Figures with targets, as shares of these, over the reports; null when no figure was measured twice.</summary>
    private static string? TrendOf(IReadOnlyList<ReportSummary> reports)
    {
        var lines = Names(reports)
            .Select(name => new Series(name, [.. reports.Index().Select(report => (Number: report.Index + 1.0, Find(report.Item, name)?.Share))
                .Where(static point => point.Share is not null).Select(static point => (point.Number, 100 * point.Share!.Value))]))
            .Where(static line => line.Points.Count > 1)
            .ToList();
        if (lines.Count == 0)
        {
            return null;
        }

        var ticks = reports.Index().Select(static report => (report.Index + 1.0, report.Item.Name)).ToList();
        var chart = new LineChart("figures as a share of their targets: 100 % and more is met", new Axis("report", 1, reports.Count, ticks, false),
            Axis.Linear("% of the target", lines.Max(static line => line.Points.Max(static point => point.Y))));
        return lines.Aggregate(chart, static (chart, line) => chart.Add(line)).ToSvg();
    }

    private static List<string> Names(IReadOnlyList<ReportSummary> reports) =>
        [.. reports.SelectMany(static report => report.Figures).Select(static figure => figure.Name).Distinct()];

    private static Figure? Find(ReportSummary report, string name) => report.Figures.FirstOrDefault(figure => figure.Name == name);
}
