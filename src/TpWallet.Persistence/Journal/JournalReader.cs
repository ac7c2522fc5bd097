namespace TpWallet.Persistence.Journal;

/// <summary>Reads the journal of a switch that isn't running, as opening it would, and alters nothing.</summary>
public static class JournalReader
{
    /// <summary>Verifies every batch behind the base and shows it to <paramref name="visitor"/>. Part of a batch that was never acknowledged may
    /// stand at the end; it is passed over. So is, in the journal of a group's member, what isn't known to be committed.</summary>
    /// <returns>The end of the last batch shown.</returns>
    /// <exception cref="JournalDamagedException">Acknowledged data is missing or altered, or could be, or the base is of another journal.</exception>
    /// <exception cref="JournalReleasedException">Segments that are needed were released.</exception>
    /// <exception cref="JournalException">There is no journal, it is in use, or it was written by a newer version.</exception>
    public static JournalPosition Read(JournalReadOptions options, IBatchVisitor? visitor, IProgress<JournalProgress>? progress = null)
    {
        using var folder = JournalFolder.Share(options.Directory);
        var scan = new JournalScan(folder, folder.RequireDescription(), options, visitor, needsAll: true);
        scan.Run(progress);
        return scan.Replay.Committed;
    }
}
