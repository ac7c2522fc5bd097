using TpWallet.Persistence.Journal.Files;
using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal;

/// <summary>Opens journals.</summary>
public static class JournalFactory
{
    /// <summary>Opens a journal for appending, making it in an empty folder: takes the folder's lock, reads and verifies every batch, shows
    /// each to <paramref name="visitor"/>, cuts off what a crash left of a batch that was never acknowledged.</summary>
    /// <param name="options">How to open it.</param>
    /// <param name="visitor">Is shown every batch in order, before this returns.</param>
    /// <param name="progress">Is told now and then how far the reading has come.</param>
    /// <param name="log">Takes one line for each thing that was mended.</param>
    /// <exception cref="JournalDamagedException">Acknowledged data is missing or altered, or could be. Nothing was altered.</exception>
    /// <exception cref="JournalException">The folder is in use, holds the other kind of journal or a newer format, or the disk is full.</exception>
    public static IJournal Open(JournalOptions options, IBatchVisitor visitor, IProgress<JournalProgress>? progress = null, Action<string>? log = null) =>
        Open(options, visitor, progress, log, JournalFileSystem.Default);

    internal static IJournal Open(JournalOptions options, IBatchVisitor? visitor, IProgress<JournalProgress>? progress, Action<string>? log, JournalFileSystem files)
    {
        options.Validate();
        var folder = JournalFolder.Own(options.Directory);
        try
        {
            if (folder.ReadDescription() is null)
            {
                SegmentJournal.Create(folder, options, files);
            }

            var (id, kind) = folder.ReadDescription()!.Value;
            if (kind != options.Kind)
            {
                throw new JournalException($"The journal in {folder.Path} is of kind {kind}, not {options.Kind}: set the configuration to its kind, or give another folder.");
            }

            var replay = new JournalReplay(id, MarkFile.Read(folder.Path, id), visitor);
            return SegmentJournal.Open(folder, options, files, replay, progress, log);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}
