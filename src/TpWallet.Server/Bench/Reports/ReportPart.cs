namespace TpWallet.Server.Bench.Reports;

/// <summary>One measurement of a report, ready to be written.</summary>
/// <param name="Name">Of its section and its files.</param>
internal sealed record ReportPart(string Name)
{
    /// <summary>What the section says, lines of Markdown.</summary>
    public IReadOnlyList<string> Text { get; init; } = [];

    /// <summary>The numbers that it stands for.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>Charts in the order in which they are shown: a short name, and the SVG.</summary>
    public IReadOnlyList<(string Name, string Svg)> Charts { get; init; } = [];

    /// <summary>Everything that was measured, as JSON.</summary>
    public string Raw { get; init; } = "{}";

    /// <summary>Why there is nothing, or what should not have happened; null: nothing of the kind.</summary>
    public string? Failure { get; init; }
}
