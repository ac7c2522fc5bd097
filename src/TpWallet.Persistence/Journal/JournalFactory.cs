using TpWallet.Persistence.Journal.Faster;
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
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="JournalDamagedException">Acknowledged data is missing or altered, or could be. Nothing was altered.</exception>
    /// <exception cref="JournalException">The folder is in use, holds the other kind of journal or a newer format, or the disk is full.</exception>
    public static IJournal Open(
        JournalOptions options, IBatchVisitor? visitor = null, IProgress<JournalProgress>? progress = null, Action<string>? log = null) =>
        Open(options, visitor, progress, log, JournalFileSystem.Default);

    internal static IJournal Open(
        JournalOptions options, IBatchVisitor? visitor, IProgress<JournalProgress>? progress, Action<string>? log, JournalFileSystem files)
    {
        options.Validate();
        var folder = JournalFolder.Own(options.Directory, files);
        try
        {
            var description = folder.ReadDescription() ?? Create(folder, options, files);
            if (description.Kind != options.Kind)
            {
                throw new JournalException($"The journal in {folder.Path} is of kind {description.Kind}, not {options.Kind}: "
                    + "set the configuration to its kind, or give another folder.");
            }

            var replay = new JournalReplay(description.Id, MarkFile.Read(folder.Path, description.Id), visitor);
            return description.Kind switch
            {
                JournalKind.Segments => SegmentJournal.Open(folder, options, files, replay, progress, log),
                JournalKind.Faster => FasterJournal.Open(folder, options, description, files, replay, progress, log),
            };
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Makes an empty journal; its description comes last, so that a journal that was made half is made again.</summary>
    private static JournalDescription Create(JournalFolder folder, JournalOptions options, JournalFileSystem files)
    {
        folder.RefuseContent();
        var description = options.Kind switch
        {
            JournalKind.Segments => SegmentJournal.Create(folder.Path, options, files),
            JournalKind.Faster => FasterJournal.Describe(options),
        };
        new MarkFile(folder.Path, description.Id, 0, default).Dispose();
        folder.WriteDescription(description, files);
        return description;
    }
}
