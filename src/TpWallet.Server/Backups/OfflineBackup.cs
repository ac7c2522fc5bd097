using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Storage;
using TpWallet.Server.Operations;

namespace TpWallet.Server.Backups;

/// <summary>Backs up a switch that doesn't run: recovers it as its start would, and copies what came out.</summary>
internal static class OfflineBackup
{
    /// <summary>Recovers and copies.</summary>
    /// <exception cref="CommandFailure">It is no data folder of a switch.</exception>
    public static async Task<BackupResult> RunAsync(SwitchConfiguration configuration, string target, IProgress<string> lines,
        CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(configuration.Data, SwitchConfiguration.JournalFolder)))
        {
            throw new CommandFailure(ExitCodes.Usage, $"{configuration.Data} is no data folder of a switch: it has no journal");
        }

        using var storage = await Task.Run(() => SwitchStorage.Open(configuration, lines, TimeProvider.System, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        await (storage.Outcomes?.CompleteAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        var run = new BackupRun(storage, TakeAsync, new OncePerSecond(value => lines.Report(value.ToString())));
        return await run.RunAsync(target, cancellationToken).ConfigureAwait(false);

        Task TakeAsync(IProgress<OperationProgress> progress, CancellationToken cancellation) =>
            storage.Taker.TakeLastAsync(storage.Position, progress, cancellation);
    }
}
