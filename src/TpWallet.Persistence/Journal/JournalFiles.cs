using TpWallet.Persistence.Journal.Faster;
using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal;

/// <summary>
/// Which files hold the batches of a journal, whatever its kind: those of its folder and, where they are needed, those in the archive.
/// </summary>
internal sealed class JournalFiles
{
    /// <summary>Ending of a file that is still being written; only a finished one gets its name.</summary>
    public const string DraftEnding = ".new";

    private JournalFiles(JournalDescription description, string directory, string? archiveDirectory, uint firstLive)
    {
        Description = description;
        Directory = directory;
        ArchiveDirectory = archiveDirectory;
        FirstLive = firstLive;
        Numbers = [.. List(directory).Where(number => number >= FirstLive)];
    }

    public JournalDescription Description { get; }

    public string Directory { get; }

    public string? ArchiveDirectory { get; }

    /// <summary>Number of the first file that the journal's folder must hold.</summary>
    public uint FirstLive { get; }

    /// <summary>Number of the first file that must be there.</summary>
    public uint First => Numbers.Length > 0 && Numbers[0] < FirstLive ? Numbers[0] : FirstLive;

    /// <summary>Numbers of the files to be read, ascending.</summary>
    public uint[] Numbers { get; private init; }

    private uint FirstEver => FirstEverOf(Description.Kind);

    /// <summary>
    /// The files that hold what follows a position: those of the folder, preceded by archived ones when something was released that is needed.
    /// </summary>
    public static JournalFiles Find(
        JournalDescription description, string directory, string? archiveDirectory, ReleaseRecord? released, JournalPosition? basePosition)
    {
        var firstLive = released?.FirstNumber ?? FirstEverOf(description.Kind);
        var files = new JournalFiles(description, directory, archiveDirectory, firstLive);
        var isArchiveNeeded = released is { } record && (basePosition is not { } known || known.Sequence < record.LastSequence);
        return isArchiveNeeded && archiveDirectory is not null && System.IO.Directory.Exists(archiveDirectory)
            ? new JournalFiles(description, directory, archiveDirectory, firstLive)
            {
                Numbers = [.. files.List(archiveDirectory).Where(number => number < files.FirstLive), .. files.Numbers],
            }
            : files;
    }

    /// <summary>The same without what comes behind a file.</summary>
    public JournalFiles Through(uint number) =>
        new(Description, Directory, ArchiveDirectory, FirstLive) { Numbers = [.. Numbers.Where(listed => listed <= number)] };

    /// <summary>Number of the first file of a new journal.</summary>
    public static uint FirstEverOf(JournalKind kind) => kind switch
    {
        JournalKind.Segments => SegmentFiles.FirstNumber,
        JournalKind.Faster => FasterFiles.FirstNumber,
    };

    public string NameOf(uint number) => Description.Kind switch
    {
        JournalKind.Segments => SegmentFiles.NameOf(number),
        JournalKind.Faster => FasterFiles.NameOf(number),
    };

    public string PathOf(uint number) =>
        Path.Combine(number < FirstLive && ArchiveDirectory is not null ? ArchiveDirectory : Directory, NameOf(number));

    /// <summary>Numbers of all files of the journal in a folder, ascending.</summary>
    public uint[] List(string directory) => Description.Kind switch
    {
        JournalKind.Segments => SegmentFiles.List(directory),
        JournalKind.Faster => FasterFiles.List(directory),
    };

    /// <summary>Checks that no file is missing between the first and the last.</summary>
    /// <exception cref="JournalDamagedException">One is.</exception>
    public void CheckNumbers()
    {
        // A new FasterLog has no file before its first batch.
        var fewest = Description.Kind == JournalKind.Segments || FirstLive > FirstEver ? 1 : 0;
        for (var index = 0; index < Math.Max(Numbers.Length, fewest); index++)
        {
            var expected = First + (uint)index;
            if (index >= Numbers.Length || Numbers[index] != expected)
            {
                throw new JournalDamagedException(NameOf(expected), 0, "the segment is missing", JournalFolder.RestoreAdvice);
            }
        }
    }

    /// <summary>Opens a cursor over these files.</summary>
    /// <param name="isLive">Whether the journal is being appended to meanwhile, by this process.</param>
    public BatchCursor OpenCursor(bool isLive) => Description.Kind switch
    {
        JournalKind.Segments => new SegmentCursor(this, isLive),
        JournalKind.Faster => new FasterCursor(this),
    };

    /// <summary>
    /// Index, in <see cref="Numbers"/>, of the file from which a reading must start to meet every batch behind a position: the newest one that
    /// begins at or before it. One whose beginning can't be read is passed over for an older one: what is wrong with it is found on the way.
    /// </summary>
    public int FindStart(JournalPosition? basePosition)
    {
        if (basePosition is not { } known)
        {
            return 0;
        }

        using var cursor = OpenCursor(isLive: false);
        for (var index = Numbers.Length - 1; index > 0; index--)
        {
            if (cursor.TryReadFirst(Numbers[index], out var batch) && batch.Header.FirstSequence <= known.Sequence + 1)
            {
                return index;
            }
        }

        return 0;
    }
}
