using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal.Group;

/// <summary>Whose journal a folder holds: a single node's or that of a group's member.</summary>
/// <param name="Mark">Through where it is acknowledged or committed; null: that can't be read.</param>
/// <param name="Control">What a member keeps beside its batches; null: it is a single node's.</param>
internal sealed record GroupFolder(AcknowledgedMark? Mark, GroupControl? Control)
{
    // An interrupted write may have left any part of it, and the disk may have written the end first.
    private static readonly TornReach OneRun = new(Math.Max(GroupJournal.RunBytesMax, SealedBatch.MaxLength), HoldsBatches: true);

    // Without syncing, a power cut leaves anything of what was written since the last sync, which is never further back than this segment.
    private static readonly TornReach OneSegment = new(JournalOptions.MaxSegmentBytes, HoldsBatches: true);

    /// <summary>What a power cut can have left behind the last good batch.</summary>
    public TornReach Reach => this switch
    {
        { Control: null } or { Mark.Meaning: MarkMeaning.Acknowledged } => TornReach.OneBatch,
        { Control.Durability: DurabilityMode.Memory } => OneSegment,
        _ => OneRun,
    };

    /// <summary>Looks.</summary>
    /// <exception cref="JournalDamagedException">What a member has promised can't be read.</exception>
    /// <exception cref="JournalException">It was written by a newer version.</exception>
    public static GroupFolder Read(string directory, Guid journalId)
    {
        var mark = MarkFile.Read(directory, journalId);
        var control = GroupFile.Read(directory, journalId);
        return control is null && mark is { Meaning: MarkMeaning.Committed }
            ? throw new JournalDamagedException(GroupFile.FileName, 0,
                "the file is missing, and the mark says that the journal is of a group's member: which epoch it has promised to obey isn't known",
                JournalFolder.RestoreAdvice)
            : new GroupFolder(mark, control);
    }

    /// <summary>Refuses the journal of a group's member.</summary>
    /// <exception cref="JournalException">It is one.</exception>
    public static void RefuseMember(string directory)
    {
        if (GroupFile.Exists(directory) || MarkFile.Read(directory, journalId: null) is { Meaning: MarkMeaning.Committed })
        {
            throw new JournalException($"The journal in {directory} is that of a group's member, whose last batches may not be committed: start it "
                + "as that member, or take it out of the group with `tpwallet cluster remove`.");
        }
    }
}
