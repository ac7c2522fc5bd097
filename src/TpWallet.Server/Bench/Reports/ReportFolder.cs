using System.Text.Json;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Bench.Reports;

/// <summary>One folder a report: <c>README.md</c>, <c>report.json</c>, <c>raw/</c>, <c>plots/</c>.</summary>
internal static class ReportFolder
{
    /// <summary>The file by which a folder is known as a report.</summary>
    public const string SummaryFile = "report.json";

    /// <summary>Writes it; the summary last, so that a folder with one is whole.</summary>
    /// <param name="root">Where the reports stand.</param>
    /// <param name="report">What is written.</param>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static void Write(string root, Report report)
    {
        var folder = Path.Combine(root, report.Name);
        var raw = Directory.CreateDirectory(Path.Combine(folder, "raw")).FullName;
        foreach (var part in report.Parts)
        {
            File.WriteAllText(Path.Combine(raw, $"{part.Name}.json"), part.Raw + "\n");
        }

        if (report.Parts.Any(static part => part.Charts.Count > 0))
        {
            var plots = Directory.CreateDirectory(Path.Combine(folder, "plots")).FullName;
            foreach (var part in report.Parts)
            {
                foreach (var (chart, svg) in part.Charts)
                {
                    File.WriteAllText(Path.Combine(plots, ReportText.FileOf(part.Name, chart)), svg);
                }
            }
        }

        File.WriteAllText(Path.Combine(folder, "README.md"), ReportText.Of(report));
        File.WriteAllText(Path.Combine(folder, SummaryFile), JsonSerializer.Serialize(SummaryOf(report), Indented) + "\n");
    }

    /// <summary>The summaries of all reports, the oldest first.</summary>
    /// <exception cref="JsonException">One can't be read.</exception>
    public static IReadOnlyList<ReportSummary> ReadAll(string root) =>
    [
        .. Directory.GetDirectories(root)
            .Select(static folder => Path.Combine(folder, SummaryFile))
            .Where(File.Exists)
            .Select(static file => JsonSerializer.Deserialize<ReportSummary>(File.ReadAllText(file), CommandContext.JsonOptions)!)
            .OrderBy(static summary => summary.Time).ThenBy(static summary => summary.Name, StringComparer.Ordinal),
    ];

    private static readonly JsonSerializerOptions Indented = new(CommandContext.JsonOptions) { WriteIndented = true };

    private static ReportSummary SummaryOf(Report report) =>
        new(report.Name, report.Time, report.Machine, report.CommandLine, report.Figures, report.Failures);
}
