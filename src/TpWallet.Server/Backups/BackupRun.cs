using System.Diagnostics;
using TpWallet.Persistence.Events;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Storage;
using TpWallet.Server.Operations;
using EventLog = TpWallet.Persistence.Events.EventLog;

namespace TpWallet.Server.Backups;

/// <summary>
/// Copies what a switch keeps into a folder that is then a data folder of its own: a snapshot, the event log, the journal behind the snapshot. The
/// order matters: the event log reaches at least as far as the snapshot, and the journal, copied last, at least as far as both. Nothing of the
/// switch is altered; what it would delete meanwhile stays until the copy is done.
/// </summary>
/// <param name="storage">What the switch keeps, open.</param>
/// <param name="takeSnapshot">Takes a snapshot, should there be none.</param>
/// <param name="progress">Told of every step.</param>
internal sealed class BackupRun(
    SwitchStorage storage, Func<IProgress<OperationProgress>, CancellationToken, Task> takeSnapshot, IProgress<OperationProgress> progress)
{
    // Small: a segment is filled with zeros at once, whatever the pace.
    private const long SegmentBytes = 16L << 20;

    // What is written while a pass copies is copied by the next, as long as that is much.
    private const ulong FewSequences = 10_000;
    private const int PassesMax = 10;

    private readonly SwitchConfiguration _configuration = storage.Configuration;

    /// <summary>Copies everything. What was interrupted or failed leaves a folder without <c>backup.json</c>.</summary>
    /// <param name="directory">New or empty.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StorageException">The folder isn't empty, or its disk has no room.</exception>
    /// <exception cref="SnapshotException">There is no good snapshot and none can be taken, or it can't be written.</exception>
    /// <exception cref="JournalException">The journal can't be read or written.</exception>
    /// <exception cref="EventLogException">The event log can't be written.</exception>
    /// <exception cref="EventLogDamagedException">The event log is damaged.</exception>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public async Task<BackupResult> RunAsync(string directory, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var target = new TargetFolder(directory, _configuration.DiskReserveBytes);
        target.Make();
        var pacer = new Pacer(() => _configuration.Snapshots.BytesPerSecond, TimeProvider.System);
        try
        {
            using var segments = storage.Taker.Hold.Take();
            using var outcomes = storage.Outcomes?.Log.Hold.Take();
            var snapshot = await CopySnapshotAsync(target, cancellationToken).ConfigureAwait(false);
            await (storage.Outcomes?.DurableAsync(snapshot.Position.Sequence, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            var events = CopyEvents(target, pacer, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var end = CopyJournal(target, snapshot.Position, pacer, cancellationToken);
            var files = new BackupFiles(target.Path, pacer, progress).Seal(cancellationToken);
            var manifest = Describe(snapshot, events, end, files);
            BackupManifestFile.Write(target.Path, manifest);
            return BackupResult.Of(target.Path, manifest, watch.Elapsed);
        }
        finally
        {
            storage.Taker.Tidy();
        }
    }

    /// <summary>The newest snapshot that is good to its last byte and that the journal still reaches; taken now if there is none.</summary>
    private async Task<SnapshotInfo> CopySnapshotAsync(TargetFolder target, CancellationToken cancellationToken)
    {
        using var store = SnapshotStore.Own(new SnapshotOptions
        {
            Directory = Path.Combine(target.Path, SwitchConfiguration.SnapshotsFolder),
            ReserveBytes = _configuration.DiskReserveBytes,
        });
        if (await TryCopyAsync(store, cancellationToken).ConfigureAwait(false) is { } copied)
        {
            return copied;
        }

        await takeSnapshot(progress, cancellationToken).ConfigureAwait(false);
        return await TryCopyAsync(store, cancellationToken).ConfigureAwait(false)
            ?? throw new SnapshotException("The snapshot that was taken for the backup is damaged when it is read: the disk can't be trusted.");
    }

    private Task<SnapshotInfo?> TryCopyAsync(SnapshotStore target, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () =>
        {
            foreach (var sequence in storage.Snapshots.List().Where(IsOfUse).Select(static entry => entry.Sequence))
            {
                try
                {
                    using var source = storage.Snapshots.Open(sequence, storage.SwitchId);
                    return target.Copy(source, () => _configuration.Snapshots.BytesPerSecond, new SnapshotSteps(progress), cancellationToken);
                }
                catch (SnapshotRefusedException refusal)
                {
                    progress.Report(new OperationProgress($"snapshot refused, trying an older one: {refusal.Message}", 0, 0));
                }
            }

            return null;
        },
        cancellationToken,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private bool IsOfUse(SnapshotEntry entry) =>
        entry.Info?.JournalId == storage.SwitchId && entry.Sequence + 1 >= storage.Journal.FirstSequence;

    private (ulong First, ulong Last) CopyEvents(TargetFolder target, Pacer pacer, CancellationToken cancellationToken)
    {
        if (storage.Outcomes?.Log is not { } source)
        {
            return default;
        }

        target.ExpectRoom("the event log", source.Bytes);
        var first = source.FirstSequence;
        using var copy = EventLog.Open(new EventLogOptions
        {
            Directory = Path.Combine(target.Path, SwitchConfiguration.EventsFolder),
            FirstSequence = first,
        });
        source.Read(first, new EventsCopy(copy, target, pacer, source.DurableThrough, progress, cancellationToken));
        copy.Commit();
        return (first, copy.DurableThrough);
    }

    private JournalPosition CopyJournal(TargetFolder target, in JournalPosition begin, Pacer pacer, CancellationToken cancellationToken)
    {
        // Synced file by file at the end: a sync for each batch would take longer than the switch took to write them.
        var options = new JournalOptions
        {
            Directory = Path.Combine(target.Path, SwitchConfiguration.JournalFolder),
            Kind = _configuration.Journal,
            SegmentBytes = SegmentBytes,
            MaxBatchCommands = SealedBatch.MaxCommands,
            Durability = DurabilityMode.Memory,
            Base = begin,
        };
        target.ExpectRoom("the journal", 2 * SegmentBytes);
        using var copy = JournalFactory.CreateBehind(options, storage.SwitchId);
        using var batches = new JournalCopy(copy, target, pacer, progress, cancellationToken);
        for (var pass = 0; pass < PassesMax && (pass == 0 || storage.Journal.Position.Sequence - copy.Position.Sequence > FewSequences); pass++)
        {
            storage.Journal.Read(copy.NextSequence, batches, cancellationToken);
        }

        return copy.Position;
    }

    private BackupManifest Describe(SnapshotInfo snapshot, (ulong First, ulong Last) events, in JournalPosition end, IReadOnlyList<BackupFile> files)
    {
        return new BackupManifest
        {
            SwitchVersion = Operations.SwitchVersion.Text,
            Completed = DateTimeOffset.UtcNow,
            JournalId = snapshot.JournalId,
            JournalKind = _configuration.Journal,
            SnapshotSequence = snapshot.Position.Sequence,
            SnapshotStateHash = snapshot.StateHash,
            LastSequence = end.Sequence,
            LastHash = end.Hash.ToString(),
            EventsFirstSequence = events.First,
            EventsLastSequence = events.Last,
            Files = files,
        };
    }

    private sealed class SnapshotSteps(IProgress<OperationProgress> progress) : IProgress<SnapshotProgress>
    {
        public void Report(SnapshotProgress value) => progress.Report(new OperationProgress(
            value.Stage == SnapshotStage.Writing ? "copying the snapshot" : "reading the copy of the snapshot back",
            value.BytesDone,
            value.BytesTotal));
    }
}
