using System.Diagnostics;
using TpWallet.Persistence.Events;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Outcomes;
using TpWallet.Server.Engine.Recovery;
using EventLog = TpWallet.Persistence.Events.EventLog;

namespace TpWallet.Server.Operations;

/// <summary>
/// Makes history anew, of a switch that doesn't run: from the event log, when that is good; otherwise the event log is first derived again from the
/// oldest state that can be had and the journal behind it.
/// </summary>
internal static class HistoryRebuild
{
    /// <summary>Rebuilds.</summary>
    /// <param name="configuration">The switch's.</param>
    /// <param name="acceptLoss">Whether history may begin later than it did, because the journal no longer reaches back.</param>
    /// <param name="lines">Takes progress for a person.</param>
    /// <param name="cancellationToken">Ends it; run it again then.</param>
    /// <exception cref="CommandFailure">Something would be lost.</exception>
    public static async Task<HistoryRebuildResult> RunAsync(
        SwitchConfiguration configuration, bool acceptLoss, IProgress<string> lines, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var snapshots = SnapshotStore.Own(
            new SnapshotOptions { Directory = Path.Combine(configuration.Data, SwitchConfiguration.SnapshotsFolder) });
        var finding = FindingOn(configuration, snapshots);
        if (finding is not null)
        {
            lines.Report($"the event log is derived again from the journal: {finding}");
            await DeriveAsync(configuration, snapshots, acceptLoss, lines, cancellationToken).ConfigureAwait(false);
        }

        using var outcomes = OutcomeTrail.Open(configuration, replayedFrom: 0, lines.Report);
        var progress = new Progress<double>(part => lines.Report($"indexing: {part * 100:0} %"));
        await outcomes.RebuildAsync(progress).ConfigureAwait(false);
        return new HistoryRebuildResult(finding is not null, outcomes.History.RetainedFrom, outcomes.History.IndexedThrough, outcomes.History.Entries,
            Math.Round(watch.Elapsed.TotalSeconds, 3));
    }

    /// <summary>Why the event log can't be used; null: it can.</summary>
    private static string? FindingOn(SwitchConfiguration configuration, SnapshotStore snapshots)
    {
        try
        {
            using var events = EventLog.Open(OutcomeTrail.EventsOf(configuration, firstSequence: 1));
            events.Verify();
            var newest = snapshots.List().FirstOrDefault(static entry => entry.Info is not null)?.Sequence ?? 0;
            return events.NextSequence > newest ? null : $"it ends at sequence {events.NextSequence - 1}, the newest snapshot is of {newest}";
        }
        catch (EventLogDamagedException damage)
        {
            return damage.Message;
        }
    }

    private static async Task DeriveAsync(SwitchConfiguration configuration, SnapshotStore snapshots, bool acceptLoss, IProgress<string> lines,
        CancellationToken cancellationToken)
    {
        using var start = OldestStart(configuration, snapshots, lines);
        var from = start.Base?.Sequence ?? 0;
        if (from > 0 && !acceptLoss)
        {
            throw new CommandFailure(ExitCodes.CheckFailed, $"the journal reaches back to the snapshot of sequence {from}: what history "
                + "knew of earlier requests "
                + "would be lost, and a late repeat of one that carries no time would be done again. Restore the events folder from a backup, "
                + "or say --accept-loss");
        }

        EventLog.Delete(Path.Combine(configuration.Data, SwitchConfiguration.EventsFolder));
        using var outcomes = OutcomeTrail.Open(configuration, from, lines.Report, firstSequence: from + 1);
        using var replay = new CoreReplay(start.Core, outcomes.Recorder, OfflineRecovery.NewerThan(snapshots, start.Base), cancellationToken);
        JournalReader.Read(ReadOptionsOf(configuration, start.Base), replay, new RecoveryProgress(lines));
        replay.Complete();
        await outcomes.CompleteAsync().ConfigureAwait(false);
    }

    private static StartingPoint OldestStart(SwitchConfiguration configuration, SnapshotStore snapshots, IProgress<string> lines)
    {
        var verification = JournalVerifier.Verify(Path.Combine(configuration.Data, SwitchConfiguration.JournalFolder), visitor: null,
            progress: new RecoveryProgress(lines), archiveDirectory: ArchiveOf(configuration));
        return verification.FirstSequence <= 1
            ? StartingPoint.Beginning()
            : StartingPoint.LoadOldest(snapshots, verification.FirstSequence - 1)
                ?? throw new CommandFailure(ExitCodes.JournalDamaged, $"the journal begins at sequence {verification.FirstSequence}, and "
                    + "no good snapshot reaches it");
    }

    private static JournalReadOptions ReadOptionsOf(SwitchConfiguration configuration, JournalPosition? from) => new()
    {
        Directory = Path.Combine(configuration.Data, SwitchConfiguration.JournalFolder),
        Base = from,
        ArchiveDirectory = ArchiveOf(configuration),
    };

    private static string? ArchiveOf(SwitchConfiguration configuration) =>
        configuration.Snapshots.Archive.Length > 0 ? configuration.Snapshots.Archive : null;
}
