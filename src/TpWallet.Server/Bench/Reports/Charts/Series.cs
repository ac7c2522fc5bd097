namespace TpWallet.Server.Bench.Reports.Charts;

/// <summary>One line of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">In rising order of X.</param>
internal sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points);
