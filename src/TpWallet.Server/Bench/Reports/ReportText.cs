namespace TpWallet.Server.Bench.Reports;

/// <summary>The Markdown of a report. What numbers can say is filled in; what only its author knows is left to be written.</summary>
internal static class ReportText
{
    /// <summary>The whole text.</summary>
    public static string Of(Report report) => string.Join('\n',
        [
            $"# {report.Name}",
            "",
            .. MachineTable(report),
            "",
            $"    {report.CommandLine}",
            "",
            .. FigureTable(report),
            "## Expected",
            "",
            report.Expected.Length > 0 ? report.Expected : "_The author's words._",
            "",
            "## Found",
            "",
            "_The author's words._",
            "",
            "## Failed",
            "",
            .. Failed(report),
            "",
            .. report.Parts.SelectMany(Section),
            "Raw results, with histograms: `raw/`.",
            "",
        ]);

    /// <summary>The file name of a chart.</summary>
    public static string FileOf(string part, string chart) => $"{part}-{chart.Replace(' ', '-')}.svg";

    private static IEnumerable<string> MachineTable(Report report)
    {
        var machine = report.Machine;
        yield return "| | |";
        yield return "|---|---|";
        yield return $"| measured | {report.Time:yyyy-MM-dd HH:mm} UTC at commit {machine.Commit} |";
        yield return $"| machine | {machine.Cores} cores of {machine.Processor}, {machine.MemoryBytes / (double)(1 << 30):N1} GiB |";
        yield return $"| system | {machine.System}; huge pages: {machine.HugePages} |";
        yield return $"| runtime | {machine.Runtime} |";
        yield return $"| disk | {machine.FileSystem}; 4 KiB written and synced, alone: median {machine.Disk.P50Us / 1_000:N2} ms, p99 "
            + $"{machine.Disk.P99Us / 1_000:N2} ms, {machine.Disk.Count:N0} times |";
        yield return $"| load before | {machine.Load} (1, 5, 15 minutes; what others ran on these cores lowers every number) |";
    }

    private static IEnumerable<string> FigureTable(Report report)
    {
        if (report.Figures.Count == 0)
        {
            yield break;
        }

        yield return "| figure | target | measured | met |";
        yield return "|---|---|---|---|";
        foreach (var figure in report.Figures)
        {
            yield return $"| {figure.Name} | {figure.TargetText} | {figure.MeasuredText} | {figure.Verdict} |";
        }

        yield return "";
    }

    private static List<string> Failed(Report report)
    {
        var missed = report.Figures.Where(static figure => figure is { Target: not null } and not { Share: >= 1 })
            .Select(static figure => $"- {figure.Name}: {figure.TargetText} was the target, {figure.MeasuredText} was found");
        var lines = report.Failures.Select(static failure => $"- {failure}").Concat(missed).ToList();
        return lines.Count > 0 ? lines : ["Nothing."];
    }

    private static IEnumerable<string> Section(ReportPart part)
    {
        yield return $"## {part.Name}";
        yield return "";
        foreach (var line in part.Text)
        {
            yield return line;
        }

        if (part.Failure is not null)
        {
            yield return "";
            yield return $"**Failed:** {part.Failure}";
        }

        yield return "";
        foreach (var (chart, _) in part.Charts)
        {
            yield return $"![{part.Name}: {chart}](plots/{FileOf(part.Name, chart)})";
            yield return "";
        }
    }
}
