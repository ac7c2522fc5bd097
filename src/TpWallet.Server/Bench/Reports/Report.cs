namespace TpWallet.Server.Bench.Reports;

/// <summary>A report, before it is written.</summary>
/// <param name="Name">Of its folder.</param>
/// <param name="Time">When the measurements began.</param>
/// <param name="Machine">On what, and of which commit.</param>
/// <param name="CommandLine">The command that makes it again.</param>
/// <param name="Parts">The measurements, in their order.</param>
/// <param name="Expected">What its author expected; empty: left to be written.</param>
internal sealed record Report(
    string Name, DateTimeOffset Time, Machine Machine, string CommandLine, IReadOnlyList<ReportPart> Parts, string Expected)
{
    /// <summary>The numbers of all parts.</summary>
    public IReadOnlyList<Figure> Figures { get; } = [.. Parts.SelectMany(static part => part.Figures)];

    /// <summary>What went wrong: parts without a result, and answers that should not have come.</summary>
    public IReadOnlyList<string> Failures { get; } =
        [.. Parts.Where(static part => part.Failure is not null).Select(static part => $"{part.Name}: {part.Failure}")];
}
