using System.Diagnostics;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Storage;

namespace TpWallet.Server.Operations;

/// <summary>Takes a snapshot of a switch that doesn't run: recovers it as its start would, and writes what came out.</summary>
internal static class OfflineSnapshot
{
    /// <summary>Recovers and writes, at the disk's own pace.</summary>
    /// <exception cref="CommandFailure">The snapshot can't be written, or there is one already.</exception>
    public static async Task<SnapshotResult> TakeAsync(SwitchConfiguration configuration, IProgress<string> lines,
        CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(configuration.Data, SwitchConfiguration.JournalFolder)))
        {
            throw new CommandFailure(ExitCodes.Usage, $"{configuration.Data} is no data folder of a switch: it has no journal");
        }

        var watch = Stopwatch.StartNew();
        using var storage = await Task.Run(() => SwitchStorage.Open(configuration, lines, TimeProvider.System, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        await (storage.Outcomes?.CompleteAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        try
        {
            var info = await storage.Taker.TakeLastAsync(storage.Position, new LatestProgress(), cancellationToken).ConfigureAwait(false);
            return info is not null
                ? SnapshotResult.Of(info, watch.Elapsed)
                : throw new CommandFailure(ExitCodes.CheckFailed, $"there is a snapshot of sequence {storage.Position.Sequence} already");
        }
        catch (SnapshotException exception)
        {
            throw new CommandFailure(ExitCodes.SwitchFailed, exception.Message, exception);
        }
    }
}
