namespace TpWallet.Server.Bench.Reports;

/// <summary>One number that a report stands for; the index shows how it changes from report to report.</summary>
/// <param name="Name">What was measured; the same in every report.</param>
/// <param name="Unit">Of both numbers.</param>
/// <param name="Measured">What was found; null: it could not be measured.</param>
/// <param name="Target">What is aimed at; null: nothing.</param>
/// <param name="AtLeast">True: the target is a lower bound; false: an upper one.</param>
internal sealed record Figure(string Name, string Unit, double? Measured, double? Target = null, bool AtLeast = true)
{
    /// <summary>How near it is to its target: 1 and more is met.</summary>
    public double? Share => (Measured, Target) is ({ } measured, { } target) && measured > 0 ? AtLeast ? measured / target : target / measured : null;

    /// <summary>What is aimed at, in words.</summary>
    public string TargetText => Target is { } target ? $"{(AtLeast ? "at least" : "at most")} {Number(target)} {Unit}" : "none";

    /// <summary>What was found, in words.</summary>
    public string MeasuredText => Measured is { } measured ? $"{Number(measured)} {Unit}" : "not measured";

    /// <summary>Whether the target was met, in words.</summary>
    public string Verdict => (Target, Share) switch
    {
        (null, _) => "",
        (_, null) => "**no**",
        (_, >= 1) => "yes",
        (_, { } share) => $"**no**: {100 * share:N0} % of it",
    };

    private static string Number(double value) => value >= 1_000 ? $"{value:N0}" : $"{value:0.###}";
}
