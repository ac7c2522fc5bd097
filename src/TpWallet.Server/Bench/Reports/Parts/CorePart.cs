using TpWallet.Server.Bench.Core;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Bench.Reports.Parts;

/// <summary>The core alone with a large table.</summary>
internal static class CorePart
{
    private const uint Accounts = 10_000_000;
    private const uint OpenAuthorizations = 1_000_000;
    private const double TargetPerSecond = 4_000_000;

    /// <summary>Measures it, on a thread of its own.</summary>
    /// <exception cref="LoadException">The set-up was refused.</exception>
    public static async Task<ReportPart> MeasureAsync(string name, PresetRun preset, CancellationToken cancellationToken)
    {
        var plan = new CoreBenchPlan(Accounts, OpenAuthorizations, AccessKind.Uniform, TimeSpan.FromSeconds(3),
            TimeSpan.FromSeconds(preset.Seconds ?? 10), Seed: 1);
        using var run = new CoreBenchRun(plan, preset.Progress, cancellationToken);
        var measured = await Task.Factory.StartNew(run.Run, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .ConfigureAwait(false);
        var perSecond = Math.Round(measured.Authorizations / measured.AuthorizingSeconds);
        return new ReportPart(name)
        {
            Text =
            [
                $"One thread, {Accounts:N0} accounts, {OpenAuthorizations:N0} open authorizations, limits on, uniform access, seed {plan.Seed}: "
                    + $"{perSecond:N0} authorizations/s, {measured.Ends / measured.EndingSeconds:N0} captures and voids/s, "
                    + $"{measured.AllocatedBytes:N0} bytes allocated, {measured.ResidentBytes >> 20:N0} MiB resident with room for "
                    + $"{plan.DuplicateEntries:N0} request ids{(measured.EndedEarly ? "; ended early, the table of request ids was full" : "")}.",
            ],
            Figures = [new Figure("core alone, 10 million accounts", "authorizations/s", perSecond, TargetPerSecond)],
            Raw = CommandContext.ToJson(CoreBenchReport.Json(plan, measured)),
            Failure = measured.Errors == 0 ? null : $"{measured.Errors:N0} commands were refused",
        };
    }
}
