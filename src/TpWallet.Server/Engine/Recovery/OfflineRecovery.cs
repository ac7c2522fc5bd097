using System.Diagnostics;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Engine.Recovery;

/// <summary>Recovers the state of a switch that doesn't run, as its start would, and alters nothing.</summary>
internal static class OfflineRecovery
{
    /// <summary>Loads the newest good snapshot and replays what follows it.</summary>
    /// <param name="data">The data folder, or the journal's own folder, which is then replayed from its beginning.</param>
    /// <param name="fromBeginning">Replays the whole journal, comparing the state with every snapshot on the way.</param>
    /// <param name="archive">Folder to which released segments were moved; null: none.</param>
    /// <param name="lines">Takes progress for a person.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="JournalException">The journal is damaged, in use, or not there.</exception>
    /// <exception cref="StateMismatchException">The state isn't that of a snapshot that was passed.</exception>
    public static RecoveredState Run(string data, bool fromBeginning, string? archive, IProgress<string> lines, CancellationToken cancellationToken)
    {
        var journal = Path.Combine(data, SwitchConfiguration.JournalFolder);
        using var store = SnapshotStore.Share(Path.Combine(data, SwitchConfiguration.SnapshotsFolder));
        var start = fromBeginning ? StartingPoint.Beginning() : StartingPoint.Load(store, lines);
        try
        {
            var options = new JournalReadOptions
            {
                Directory = Directory.Exists(journal) ? journal : data,
                Base = start.Base,
                ArchiveDirectory = archive,
            };
            var watch = Stopwatch.StartNew();
            using var replay = new CoreReplay(start.Core, null, NewerThan(store, start.Base), cancellationToken);
            var end = JournalReader.Read(options, replay, new RecoveryProgress(lines));
            replay.Complete();
            return new RecoveredState(start.Core, end, start.Snapshot, start.LoadTime, replay.Commands, watch.Elapsed, replay.SnapshotsCompared);
        }
        catch
        {
            start.Dispose();
            throw;
        }
    }

    /// <summary>The snapshots behind a position whose state hash can be read.</summary>
    public static IEnumerable<SnapshotInfo> NewerThan(SnapshotStore store, JournalPosition? position) =>
        store.List().Select(static entry => entry.Info).OfType<SnapshotInfo>().Where(info => info.Position.Sequence > (position?.Sequence ?? 0));
}
