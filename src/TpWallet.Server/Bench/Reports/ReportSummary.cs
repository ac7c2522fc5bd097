namespace TpWallet.Server.Bench.Reports;

/// <summary>What stands in a report's <c>report.json</c>: all that the index needs.</summary>
/// <param name="Name">Of its folder.</param>
/// <param name="Time">When the measurements began.</param>
/// <param name="Machine">On what, and of which commit.</param>
/// <param name="CommandLine">The command that makes it again.</param>
/// <param name="Figures">What it stands for.</param>
/// <param name="Failures">What went wrong.</param>
internal sealed record ReportSummary(
    string Name, DateTimeOffset Time, Machine Machine, string CommandLine, IReadOnlyList<Figure> Figures, IReadOnlyList<string> Failures);
