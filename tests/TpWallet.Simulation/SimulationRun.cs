using TpWallet.Simulation.Broken;

namespace TpWallet.Simulation;

/// <summary>
/// Runs simulations of a replicated group, each from one seed and entirely determined by it: three members with the real protocol and the real
/// core, their clients, and a network, disks and a view store that fail.
/// </summary>
public static class SimulationRun
{
    /// <summary>Runs consecutive seeds until one fails.</summary>
    /// <param name="firstSeed">The first seed.</param>
    /// <param name="runs">How many seeds, 1 or more.</param>
    /// <param name="progress">Told each seed that held; null: nobody.</param>
    /// <param name="cancellationToken">Ends the run between two seeds.</param>
    public static SimulationReport Execute(
        ulong firstSeed, int runs, Action<ulong>? progress = null, CancellationToken cancellationToken = default) =>
        Execute(firstSeed, runs, BrokenRule.None, progress, cancellationToken);

    internal static SimulationReport Execute(
        ulong firstSeed, int runs, BrokenRule broken, Action<ulong>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        var report = new SimulationReport(0, 0, 0, 0, null, null);
        for (var seed = firstSeed; report.Runs < runs && !cancellationToken.IsCancellationRequested; seed++)
        {
            try
            {
                var figures = RandomRun.Execute(seed, broken);
                report = report with
                {
                    Runs = report.Runs + 1,
                    Events = report.Events + figures.Events,
                    Answers = report.Answers + figures.Answers,
                    Epochs = report.Epochs + figures.Epochs,
                };
                progress?.Invoke(seed);
            }
            catch (Exception exception) when (exception is SimulationFailure or InvalidOperationException)
            {
                return report with { Runs = report.Runs + 1, FailedSeed = seed, Failure = exception.Message };
            }
        }

        return report;
    }
}
