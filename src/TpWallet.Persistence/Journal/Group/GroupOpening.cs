using TpWallet.Persistence.Journal.Files;
using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal.Group;

/// <summary>What the opening of a group's journal found and mended.</summary>
/// <param name="Context">The journal, its folder locked.</param>
/// <param name="Tail">Where the next batch goes.</param>
/// <param name="Recent">Where the newest batches stand.</param>
/// <param name="Control">What the member keeps beside its batches, open.</param>
internal sealed record GroupOpening(JournalContext Context, SegmentTail Tail, RecentBatches Recent, GroupFile Control)
{
    /// <summary>Finishes a cut, recovers, mends, and makes everything that was found durable.</summary>
    public static GroupOpening Run(JournalFolder folder, JournalOptions options, IBatchVisitor? visitor, IProgress<JournalProgress>? progress,
        Action<string>? log, JournalFileSystem files, int recentBatches)
    {
        var description = folder.ReadDescription() ?? JournalFactory.Create(folder, options, files, Guid.NewGuid(), JournalPosition.Beginning,
            new GroupControl(Guid.NewGuid(), AcceptedEpoch: 0, options.Durability, View: default, Cut: null));
        if (description.Kind != JournalKind.Segments)
        {
            throw new JournalException($"The journal in {folder.Path} is of kind {description.Kind}; a group's member needs one of kind "
                + $"{JournalKind.Segments}, which can take batches back.");
        }

        var found = GroupFolder.Read(folder.Path, description.Id);
        var cut = FinishCut(folder.Path, description.Id, found, files, log);
        var context = JournalFactory.ContextOf(folder, options, description, visitor, files);
        var recent = new RecentBatches(recentBatches);
        using var recovery = new SegmentRecovery(context.Files, context.Replay, progress, found.Reach, end: null, recent);
        var tail = recovery.Mend(context, log);
        recent.BeginAt(new SegmentPlace(tail.Number, tail.Position));
        var end = context.Replay.Chain.End;
        if (cut is { } finished && (finished.Sequence, finished.Hash) != (end.Sequence, end.Hash))
        {
            throw new JournalDamagedException(SegmentFiles.NameOf(tail.Number), tail.Position,
                $"the journal ends at sequence {end.Sequence}, and was cut behind {finished.Sequence}", JournalFolder.RestoreAdvice);
        }

        // What a killed process has written may stand in the system's memory alone; the first ticket promises all that was found.
        foreach (var number in recovery.Numbers.Where(number => number >= context.Files.FirstLive))
        {
            files.Sync(context.Files.PathOf(number));
        }

        return new GroupOpening(context, tail, recent, OpenControl(context, found, end.Epoch));
    }

    /// <summary>Of a single node's journal everything that it has acknowledged is committed, by the only epoch that there was.</summary>
    private static GroupFile OpenControl(JournalContext context, GroupFolder found, ulong lastEpoch)
    {
        var (path, id) = (context.Folder.Path, context.Replay.JournalId);
        if (found.Control is null)
        {
            var control = new GroupControl(Guid.NewGuid(), lastEpoch, context.Options.Durability, View: default, Cut: null);
            GroupFile.Create(path, id, control, context.FileSystem);
        }

        var file = GroupFile.Open(path, id, context.FileSystem);
        if (file.Control.Durability != context.Options.Durability)
        {
            file.Store(file.Control with { Durability = context.Options.Durability });
        }

        return file;
    }

    private static PendingCut? FinishCut(string directory, Guid journalId, GroupFolder found, JournalFileSystem files, Action<string>? log)
    {
        if (found.Control?.Cut is not { } cut)
        {
            return null;
        }

        CutExecution.Apply(files, directory, cut);
        using var file = GroupFile.Open(directory, journalId, files);
        file.Store(file.Control with { Cut = null });
        log?.Invoke($"Finished the cut behind sequence {cut.Sequence} that was interrupted: zeroed {cut.From} to {cut.To}.");
        return cut;
    }
}
