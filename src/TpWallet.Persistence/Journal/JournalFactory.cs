using TpWallet.Persistence.Journal.Faster;
using TpWallet.Persistence.Journal.Files;
using TpWallet.Persistence.Journal.Group;
using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal;

/// <summary>Opens journals.</summary>
public static class JournalFactory
{
    /// <summary>
    /// Opens a journal for appending, making it in an empty folder: takes the folder's lock, reads and verifies every batch behind the snapshot that
    /// <see cref="JournalOptions.Base"/> names, shows each to <paramref name="visitor"/>, cuts off what a crash left of a batch that was never
    /// acknowledged.
    /// </summary>
    /// <param name="options">How to open it.</param>
    /// <param name="visitor">Is shown every batch behind the base in order, before this returns.</param>
    /// <param name="progress">Is told now and then how far the reading has come.</param>
    /// <param name="log">Takes one line for each thing that was mended.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="JournalDamagedException">Acknowledged data is missing or altered, or could be. Nothing was altered.</exception>
    /// <exception cref="JournalReleasedException">Segments that are needed were released: a newer snapshot or the archive is.</exception>
    /// <exception cref="JournalException">The folder is in use, holds the other kind of journal or a newer format, or the disk is full.</exception>
    public static IJournal Open(
        JournalOptions options, IBatchVisitor? visitor = null, IProgress<JournalProgress>? progress = null, Action<string>? log = null) =>
        Open(options, visitor, progress, log, JournalFileSystem.Default);

    /// <summary>
    /// Makes an empty journal whose first batch will follow a position of another one, and opens it: the journal of a folder that begins with a
    /// snapshot. Opened later, it needs a snapshot of that position or behind it.
    /// </summary>
    /// <param name="options">How to make and open it; <see cref="JournalOptions.Base"/> is the position.</param>
    /// <param name="journalId">Its name: that of the journal whose batches it will hold.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or names no position.</exception>
    /// <exception cref="JournalException">The folder holds a journal, is in use, or the disk is full.</exception>
    public static IJournal CreateBehind(JournalOptions options, Guid journalId)
    {
        options.Validate();
        var begin = options.Base ?? throw new ArgumentException("A journal that begins behind a position needs one.", nameof(options));
        using (var folder = JournalFolder.Own(options.Directory, JournalFileSystem.Default))
        {
            if (folder.ReadDescription() is { } found)
            {
                throw new JournalException($"The folder {folder.Path} holds the journal {found.Id} already: give a new or empty one.");
            }

            Create(folder, options, JournalFileSystem.Default, journalId, begin);
        }

        return Open(options);
    }

    internal static IJournal Open(
        JournalOptions options, IBatchVisitor? visitor, IProgress<JournalProgress>? progress, Action<string>? log, JournalFileSystem files)
    {
        options.Validate();
        var folder = JournalFolder.Own(options.Directory, files);
        try
        {
            var description = folder.ReadDescription() ?? Create(folder, options, files, Guid.NewGuid(), JournalPosition.Beginning);
            if (description.Kind != options.Kind)
            {
                throw new JournalException($"The journal in {folder.Path} is of kind {description.Kind}, not {options.Kind}: "
                    + "set the configuration to its kind, or give another folder.");
            }

            GroupFolder.RefuseMember(folder.Path);
            var context = ContextOf(folder, options, description, visitor, files);
            return description.Kind switch
            {
                JournalKind.Segments => SegmentJournal.Open(context, progress, log),
                JournalKind.Faster => FasterJournal.Open(context, progress, log),
            };
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    internal static JournalContext ContextOf(
        JournalFolder folder, JournalOptions options, JournalDescription description, IBatchVisitor? visitor, JournalFileSystem fileSystem)
    {
        if (options.ArchiveDirectory is { } archive)
        {
            fileSystem.MakeDirectory(Path.GetFullPath(archive));
        }

        var released = ReleaseRecord.Read(folder.Path, description.Id);
        var files = JournalFiles.Find(description, folder.Path, options.ArchiveDirectory, released, options.Base);
        var mark = MarkFile.Read(folder.Path, description.Id);
        var replay = new JournalReplay(description.Id, mark, released, options.Base, visitor, needsAll: true);
        return new JournalContext(folder, options, fileSystem, files, replay);
    }

    /// <summary>Makes an empty journal; its description comes last, so that a journal that was made half is made again.</summary>
    internal static JournalDescription Create(JournalFolder folder, JournalOptions options, JournalFileSystem files, Guid journalId,
        in JournalPosition begin, GroupControl? member = null)
    {
        folder.RefuseContent();
        var description = options.Kind switch
        {
            JournalKind.Segments => SegmentJournal.Create(folder.Path, options, files, journalId),
            JournalKind.Faster => FasterJournal.Describe(options, journalId),
        };
        var meaning = member is null ? MarkMeaning.Acknowledged : MarkMeaning.Committed;
        new MarkFile(folder.Path, description.Id, 0, default, meaning).Dispose();
        if (begin.Sequence > 0)
        {
            var first = JournalFiles.FirstEverOf(options.Kind);
            ReleaseRecord.Write(folder.Path, ReleaseRecord.Of(description.Id, first, begin.Sequence, begin.Hash), files);
        }
        else
        {
            files.Delete(Path.Combine(folder.Path, ReleaseRecord.FileName));
        }

        if (member is not null)
        {
            GroupFile.Create(folder.Path, description.Id, member, files);
        }

        folder.WriteDescription(description, files);
        return description;
    }
}
