namespace TpWallet.Persistence.Journal;

/// <summary>Reads a whole journal and says what opening it would say; alters nothing.</summary>
public static class JournalVerifier
{
    /// <summary>Verifies the journal in a folder, whatever its kind, from the oldest batch still there, and shows every good batch to
    /// <paramref name="visitor"/>.</summary>
    /// <param name="directory">The journal's folder.</param>
    /// <param name="visitor">Is shown every good batch in order.</param>
    /// <param name="progress">Is told now and then how far the reading has come.</param>
    /// <param name="archiveDirectory">Folder to which released segments were moved: they are verified too; null: there is none.</param>
    /// <exception cref="JournalException">There is no journal, it is in use, or it was written by a newer version. Damage is no exception here
    /// but a verdict.</exception>
    public static JournalVerification Verify(
        string directory, IBatchVisitor? visitor = null, IProgress<JournalProgress>? progress = null, string? archiveDirectory = null)
    {
        using var folder = JournalFolder.Share(directory);
        JournalDescription? description = null;
        JournalScan? scan = null;
        try
        {
            description = folder.RequireDescription();
            var options = new JournalReadOptions { Directory = directory, ArchiveDirectory = archiveDirectory };
            scan = new JournalScan(folder, description, options, visitor, needsAll: false);
            var (verdict, file, position) = scan.Run(progress);
            var detail = verdict == JournalVerdict.Clean
                ? "Every batch is whole, in its place and chained to the one before."
                : $"{file}, byte {position}: part of a batch that was never acknowledged; opening the journal cuts it off.";
            return Result(description, scan.Replay, verdict, detail + DetailsOfMember(scan));
        }
        catch (JournalDamagedException damage)
        {
            return Result(description, scan?.Replay, JournalVerdict.Damage, damage.Message);
        }
    }

    private static string DetailsOfMember(JournalScan scan)
    {
        var uncommitted = scan.Replay.UncommittedBatches == 0 ? "" : $" Behind sequence {scan.Replay.Committed.Sequence} stand "
            + $"{scan.Replay.UncommittedBatches} batches of a group that aren't known to be committed.";
        return scan.Cut is { } cut
            ? $"{uncommitted} What stands behind sequence {cut.Sequence} was being taken back; opening finishes that."
            : uncommitted;
    }

    private static JournalVerification Result(JournalDescription? description, JournalReplay? replay, JournalVerdict verdict, string detail)
    {
        var chain = replay?.Chain ?? new JournalChain();
        var first = replay?.FirstSequence ?? 0;
        var end = replay?.Committed ?? JournalPosition.Beginning;
        var batches = chain.Batches - (replay?.UncommittedBatches ?? 0);
        var isEmpty = batches == 0;
        return new JournalVerification(
            description?.Kind,
            description?.Id ?? Guid.Empty,
            batches,
            isEmpty ? 0 : end.Sequence + 1 - first,
            isEmpty ? 0 : first,
            isEmpty ? 0 : end.Sequence,
            end.Hash,
            (replay?.BatchBytes - replay?.UncommittedBytes) ?? 0,
            verdict,
            detail)
        {
            UncommittedBatches = replay?.UncommittedBatches ?? 0,
        };
    }
}
