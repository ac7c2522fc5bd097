using TpWallet.Core;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;
using TpWallet.Replication.Log;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Group;
using TpWallet.Server.Engine.Outcomes;
using TpWallet.Server.Engine.Recovery;
using TpWallet.Server.Engine.Snapshots;

namespace TpWallet.Server.Engine.Storage;

/// <summary>
/// Everything that a switch keeps on disk, opened in the order that recovery needs, and the core as it comes out of it: snapshot, event log,
/// journal. While it is open no other process can have the folder.
/// </summary>
internal sealed class SwitchStorage : IDisposable
{
    private readonly StartingPoint _start;
    private readonly OpenedJournal _journal;

    private SwitchStorage(SwitchConfiguration configuration, SnapshotStore snapshots, StartingPoint start, OutcomeTrail? outcomes,
        OpenedJournal journal, SnapshotTaker taker)
    {
        Configuration = configuration;
        Snapshots = snapshots;
        _start = start;
        Outcomes = outcomes;
        _journal = journal;
        Taker = taker;
    }

    /// <summary>How it was opened.</summary>
    public SwitchConfiguration Configuration { get; }

    /// <summary>The folder of snapshots.</summary>
    public SnapshotStore Snapshots { get; }

    /// <summary>The recovered core.</summary>
    public SwitchCore Core => _start.Core;

    /// <summary>The journal.</summary>
    public IReadableJournal Journal => _journal.Readable;

    /// <summary>The journal of a switch without a group, open for appending; null: it belongs to a group.</summary>
    public IJournal? Appendable => _journal.Alone;

    /// <summary>The log of a member of a group; null: it belongs to none.</summary>
    public ReplicaJournal? Replica => _journal.Replica;

    /// <summary>Whose state it is: the journal's name, or that of the group, which all members have in common.</summary>
    public Guid SwitchId => _journal.SwitchId;

    /// <summary>How the journal was opened.</summary>
    public required JournalOptions JournalOptions { get; init; }

    /// <summary>Through where the core was recovered.</summary>
    public JournalPosition Position { get; private init; }

    /// <summary>Takes snapshots.</summary>
    public SnapshotTaker Taker { get; }

    /// <summary>Event log and history; null: they are switched off.</summary>
    public OutcomeTrail? Outcomes { get; }

    /// <summary>The snapshot from which the recovery began; null: none.</summary>
    public SnapshotInfo? Snapshot => _start.Snapshot;

    /// <summary>How long loading the snapshot took.</summary>
    public TimeSpan SnapshotLoad => _start.LoadTime;

    /// <summary>Commands that were replayed.</summary>
    public long ReplayedCommands { get; private init; }

    /// <summary>Opens a data folder, making it when missing, and recovers.</summary>
    /// <param name="configuration">Checked.</param>
    /// <param name="lines">Takes progress, and a line for each thing that was mended.</param>
    /// <param name="time">The clock, for the genesis of a new switch.</param>
    /// <param name="cancellationToken">Ends the recovery.</param>
    /// <exception cref="JournalException">The journal is damaged, in use, or can't be opened.</exception>
    /// <exception cref="SnapshotException">The snapshots' folder can't be used.</exception>
    /// <exception cref="StorageException">The parts of the folder don't fit together; the message says what to do.</exception>
    public static SwitchStorage Open(SwitchConfiguration configuration, IProgress<string> lines, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (configuration.Group is not null && SnapshotInstallation.Finish(configuration.Data))
        {
            lines.Report("what this member held before has gone: it begins behind the snapshot of another member");
        }

        using var opened = new DisposeStack();
        var snapshots = opened.Push(SnapshotStore.Own(new SnapshotOptions
        {
            Directory = Path.Combine(configuration.Data, SwitchConfiguration.SnapshotsFolder),
            ReserveBytes = configuration.DiskReserveBytes,
        }));
        var start = opened.Push(StartingPoint.Load(snapshots, lines));
        var outcomes = configuration.History.Enabled
            ? opened.Push(OutcomeTrail.Open(configuration, start.Base?.Sequence ?? 0, lines.Report, FirstOutcomeOf(configuration, start))) : null;
        using var replay = new CoreReplay(start.Core, outcomes?.Recorder, OfflineRecovery.NewerThan(snapshots, start.Base), cancellationToken);
        var options = OptionsOf(configuration, start.Base);
        var journal = opened.Push(OpenedJournal.Open(configuration, options, replay, lines));
        replay.Complete();
        RequireOneSwitch(start, journal, outcomes);
        if (journal is { Alone: { NextSequence: 1 } empty })
        {
            WriteGenesis(configuration, start.Core, empty, outcomes?.Recorder, time);
        }

        var taker = opened.Push(new SnapshotTaker(
            start.Core, journal.Readable, journal.SwitchId, snapshots, SettingsOf(configuration.Snapshots), lines.Report));
        opened.Keep();
        return new SwitchStorage(configuration, snapshots, start, outcomes, journal, taker)
        {
            ReplayedCommands = replay.Commands,
            Position = journal.Readable.Position,
            JournalOptions = options,
        };
    }

    public void Dispose()
    {
        Outcomes?.Dispose();
        Taker.Dispose();
        _journal.Dispose();
        Snapshots.Dispose();
        _start.Dispose();
    }

    private static void RequireOneSwitch(StartingPoint start, OpenedJournal journal, OutcomeTrail? outcomes)
    {
        // A snapshot from before the switch joined its group has the journal's name.
        if (start.Snapshot is { } snapshot && snapshot.JournalId != journal.SwitchId && snapshot.JournalId != journal.Readable.JournalId)
        {
            throw new StorageException($"The snapshot {snapshot.File} is of the journal {snapshot.JournalId}, the folder holds the journal "
                + $"{journal.SwitchId}: move the snapshots to the folder of their own journal.");
        }

        if (outcomes is not null && outcomes.FirstRecorded > journal.NextSequence)
        {
            throw new StorageException($"The event log holds outcomes through sequence {outcomes.FirstRecorded - 1}, the journal ends at "
                + $"{journal.NextSequence - 1}: a part of the folder is older than the rest. Restore the whole folder from one backup.");
        }
    }

    /// <summary>The genesis goes the way of every command, journal first, but before there is a pipeline: nothing may come before it.</summary>
    private static void WriteGenesis(SwitchConfiguration configuration, SwitchCore core, IJournal journal, IOutcomeSink? outcomes, TimeProvider time)
    {
        Command[] genesis = [GenesisCommand.Create(configuration.Genesis)];
        var replies = new Reply[1];
        var timeMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        using var batch = new SealedBatch(1);
        batch.Append(genesis[0]);
        batch.Seal(journal.NextSequence, timeMs, SealStage.SingleNodeEpoch, journal.LastHash);
        journal.Append(batch);
        new CommandApplier(core, outcomes).Apply(new ArrayBatch(genesis, replies, 1, timeMs), 1);
        if (replies[0].Result != ResultCode.Approved)
        {
            throw new InvalidOperationException($"The genesis was refused: {replies[0].Result}.");
        }
    }

    /// <summary>
    /// A member that began behind another one's snapshot has no outcomes from before; what it can't look up it doesn't know, and says so. Elsewhere
    /// an event log begins at the beginning, and one that is missing shows.
    /// </summary>
    private static ulong FirstOutcomeOf(SwitchConfiguration configuration, StartingPoint start) =>
        configuration.Group is not null && !Directory.Exists(Path.Combine(configuration.Data, SwitchConfiguration.EventsFolder))
            ? (start.Base?.Sequence ?? 0) + 1 : 1;

    private static JournalOptions OptionsOf(SwitchConfiguration configuration, JournalPosition? from) => new()
    {
        Directory = Path.Combine(configuration.Data, SwitchConfiguration.JournalFolder),
        Kind = configuration.Journal,
        SegmentBytes = configuration.SegmentBytes,
        MaxBatchCommands = configuration.Engine.MaxBatch,
        Durability = configuration.Durability,
        Base = from,
        ArchiveDirectory = configuration.Snapshots.Archive.Length > 0 ? configuration.Snapshots.Archive : null,
    };

    private static SnapshotSettings SettingsOf(SnapshotConfiguration configuration) => new()
    {
        JournalBytes = configuration.JournalBytes,
        Keep = configuration.Keep,
        BytesPerSecond = configuration.BytesPerSecond,
        PreImageBytes = configuration.MemoryBytes,
    };
}
