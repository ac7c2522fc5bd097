using System.Diagnostics;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Embedded;

namespace TpWallet.Server.Bench.Reports.Parts;

/// <summary>What a switch takes of the machine's memory when ten million accounts are open and funded.</summary>
internal static class MemoryPart
{
    private const uint Accounts = 10_000_000;
    private const uint Spare = 1_000;
    private const double BytesAGigabyte = 1e9;
    private const double TargetGigabytes = 3;

    /// <summary>Measures it, with the default tables otherwise and history as <c>serve</c> keeps it.</summary>
    /// <exception cref="LoadException">The switch can't be reached or refused the set-up.</exception>
    public static async Task<ReportPart> MeasureAsync(string name, PresetRun preset, CancellationToken cancellationToken)
    {
        using var folder = new DataFolder(named: null);
        var configuration = preset.Configuration with
        {
            Data = folder.Path,
            Genesis = preset.Configuration.Genesis with { Accounts = Accounts + Spare },
            Snapshots = preset.Configuration.Snapshots with { OnShutdown = false },
        };
        var child = await SwitchProcess.StartAsync(configuration, cancellationToken).ConfigureAwait(false);
        await using (child.ConfigureAwait(false))
        {
            var plan = new BenchPlan(1, 1, 0, Accounts, TimeSpan.Zero, TimeSpan.Zero, Mix.Authorize, Seed: 1);
            await new BenchRun(plan, SwitchTarget.Of(child.Ready.Endpoint), preset.Progress).SetUpAsync(cancellationToken).ConfigureAwait(false);
            using var process = Process.GetProcessById(child.ProcessId);
            return Of(name, process.WorkingSet64, process.PeakWorkingSet64, configuration.History.Enabled);
        }
    }

    private static ReportPart Of(string name, long resident, long peak, bool history) => new(name)
    {
        Text = [$"{Accounts:N0} open and funded accounts, default tables otherwise, history {(history ? "on" : "off")}: "
            + $"{resident / BytesAGigabyte:0.00} GB resident, at most {peak / BytesAGigabyte:0.00} GB until then."],
        Figures =
        [
            new Figure("resident memory, 10 million accounts", "GB", Math.Round(resident / BytesAGigabyte, 2), TargetGigabytes, AtLeast: false),
        ],
        Raw = CommandContext.ToJson(new { accounts = Accounts, history, residentBytes = resident, peakResidentBytes = peak }),
    };
}
