using System.Globalization;
using System.Runtime.InteropServices;

namespace TpWallet.Persistence.Journal.Segments;

/// <summary>Names of the segments, and which of them a folder holds.</summary>
internal static class SegmentFiles
{
    /// <summary>Number of a journal's first segment.</summary>
    public const uint FirstNumber = 1;

    private const string Prefix = "journal-";
    private const string Ending = ".seg";

    public static string NameOf(uint number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D10}{Ending}");

    /// <summary>Numbers of the segments in the folder, ascending.</summary>
    public static uint[] List(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, Prefix + "*" + Ending)
            .Select(static path => Path.GetFileName(path)[Prefix.Length..^Ending.Length])
            .Select(static digits => uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(static number => number > 0)
            .Order(),
    ];

    public static void DeleteDrafts(string directory)
    {
        foreach (var draft in Directory.EnumerateFiles(directory, Prefix + "*" + Ending + JournalFiles.DraftEnding))
        {
            File.Delete(draft);
        }
    }

    /// <summary>Deletes a segment that isn't needed any more.</summary>
    public static void Delete(JournalContext context, uint number) =>
        context.FileSystem.Delete(Path.Combine(context.Folder.Path, NameOf(number)));

    /// <summary>Says where the segments of a folder hold anything but headers and zeros; null: nowhere.</summary>
    public static string? FindContent(string directory)
    {
        using var reader = new SegmentReader();
        foreach (var number in List(directory))
        {
            reader.Open(Path.Combine(directory, NameOf(number)));
            for (var position = (long)SealedBatch.BlockSize; position < reader.Length; position += SealedBatch.BlockSize)
            {
                if (reader.Read(position, SealedBatch.BlockSize).ContainsAnyExcept((byte)0))
                {
                    return $"{NameOf(number)} holds data at byte {position}";
                }
            }
        }

        return null;
    }

    /// <summary>Checks that the segment is the one its name says, of this journal and of its full length.</summary>
    public static void CheckHeader(SegmentReader segment, uint number, Guid journalId)
    {
        var name = NameOf(number);
        if (segment.Length < SealedBatch.BlockSize)
        {
            throw Damaged($"the file has {segment.Length} bytes, too few for a segment");
        }

        var block = segment.Read(0, SealedBatch.BlockSize);
        var header = MemoryMarshal.Read<SegmentHeader>(block);
        var finding = header switch
        {
            { Magic: not SegmentHeader.ExpectedMagic } => "the header of the segment is not one",
            _ when header.Checksum != header.ComputeChecksum() || block[SegmentHeader.Size..].ContainsAnyExcept((byte)0)
                => "the header of the segment doesn't match its checksum",
            _ when header.JournalId != journalId => $"the segment belongs to journal {header.JournalId}, not to {journalId}",
            _ when header.Number != number => $"the file holds segment {header.Number}",
            _ when header.Length != segment.Length => $"the file has {segment.Length} bytes where {header.Length} were written",
            _ => null,
        };
        if (finding is not null)
        {
            throw Damaged(finding);
        }

        if (header.FormatVersion > SegmentHeader.CurrentFormatVersion)
        {
            throw new JournalException($"{name} has format version {header.FormatVersion}, newer than {SegmentHeader.CurrentFormatVersion}: "
                + JournalFolder.NewerFormatAdvice);
        }

        JournalDamagedException Damaged(string what) => new(name, 0, what, JournalFolder.RestoreAdvice);
    }
}
