using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Snapshots;

/// <summary>A snapshot without its image: header, table of checksums and trailer, which fit each other and the file.</summary>
/// <param name="Info">What the snapshot says about itself.</param>
/// <param name="Layout">Where its parts lie.</param>
/// <param name="Checksums">CRC-32C of each block of the image, with the zeros behind the last.</param>
internal sealed record SnapshotFrame(SnapshotInfo Info, SnapshotLayout Layout, uint[] Checksums)
{
    /// <summary>Reads and checks everything but the image.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="sequence">The sequence that it must hold; null: any.</param>
    /// <param name="journalId">The journal to which it must belong; null: any.</param>
    /// <exception cref="SnapshotRefusedException">It is not a good snapshot, or not the one expected.</exception>
    public static SnapshotFrame Read(BlockReader file, string name, ulong? sequence, Guid? journalId)
    {
        using var headerBlock = new AlignedMemory(SnapshotLayout.FrameLength);
        using var trailerBlock = new AlignedMemory(SnapshotLayout.FrameLength);
        var header = ReadHeader(file, name, headerBlock.Span);
        Expect(name, header, sequence, journalId);

        var layout = new SnapshotLayout(header.ImageLength);
        ExpectLength(file, name, layout.FileLength);
        var trailer = ReadTrailer(file, name, trailerBlock.Span, layout);
        var checksums = ReadTable(file, name, layout, headerBlock.Span, trailer.FrameHash);
        var info = new SnapshotInfo(name, header.JournalId, header.Position, header.TakenMs, header.ImageLength, file.Length, trailer.StateHash);
        return new SnapshotFrame(info, layout, checksums);
    }

    /// <summary>SHA-256 over the block of the header and the blocks of the table: two snapshots with the same one hold the same.</summary>
    public static Hash256 HashOf(ReadOnlySpan<byte> headerBlock, ReadOnlySpan<byte> table)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(headerBlock);
        hash.AppendData(table);
        return new Hash256(hash.GetHashAndReset());
    }

    private static SnapshotHeader ReadHeader(BlockReader file, string name, Span<byte> block)
    {
        if (file.Length < block.Length)
        {
            throw Damaged(name, file.Length, $"the file ends here, where a header of {block.Length} bytes belongs");
        }

        Read(file, name, block, 0);
        var header = MemoryMarshal.Read<SnapshotHeader>(block);
        if (header.Magic != SnapshotHeader.ExpectedMagic)
        {
            throw Damaged(name, 0, "the file doesn't begin like a snapshot");
        }

        if (header.Checksum != header.ComputeChecksum())
        {
            throw Damaged(name, 0, "the header doesn't match its checksum");
        }

        if (header.FormatVersion != SnapshotHeader.CurrentFormatVersion)
        {
            throw header.FormatVersion > SnapshotHeader.CurrentFormatVersion
                ? new SnapshotRefusedException(SnapshotDefect.NewerFormat, name, SnapshotHeader.FormatVersionOffset,
                    $"format version {header.FormatVersion} is newer than {SnapshotHeader.CurrentFormatVersion}")
                : Damaged(name, SnapshotHeader.FormatVersionOffset, $"there is no format version {header.FormatVersion}");
        }

        ExpectZeros(name, block, SnapshotHeader.Size, 0, "header");
        return header;
    }

    private static void Expect(string name, in SnapshotHeader header, ulong? sequence, Guid? journalId)
    {
        if (journalId is { } journal && journal != header.JournalId)
        {
            throw new SnapshotRefusedException(SnapshotDefect.OtherJournal, name, SnapshotHeader.JournalIdOffset,
                $"the snapshot belongs to journal {header.JournalId}, not to {journal}");
        }

        if (sequence is { } expected && expected != header.Sequence)
        {
            throw Damaged(name, SnapshotHeader.SequenceOffset, $"the file holds the snapshot of sequence {header.Sequence}, unlike its name");
        }

        if (header.BlockLength != SnapshotLayout.BlockLength || header.ImageLength is < 0 or > SnapshotLayout.ImageLengthMax)
        {
            throw Damaged(name, 0, $"no snapshot has {header.ImageLength} bytes in blocks of {header.BlockLength}");
        }
    }

    private static void ExpectLength(BlockReader file, string name, long expected)
    {
        if (file.Length != expected)
        {
            throw Damaged(name, Math.Min(file.Length, expected), $"the file has {file.Length} bytes where {expected} were written");
        }
    }

    private static SnapshotTrailer ReadTrailer(BlockReader file, string name, Span<byte> block, SnapshotLayout layout)
    {
        Read(file, name, block, layout.TrailerPosition);
        var trailer = MemoryMarshal.Read<SnapshotTrailer>(block);
        if (trailer.Magic != SnapshotTrailer.ExpectedMagic || trailer.Checksum != trailer.ComputeChecksum())
        {
            throw Damaged(name, layout.TrailerPosition, "the trailer doesn't match its checksum");
        }

        if (trailer.BlockCount != layout.BlockCount || trailer.StateHashLength > SnapshotTrailer.StateHashLengthMax)
        {
            throw Damaged(name, layout.TrailerPosition + SnapshotTrailer.BlockCountOffset, "header and trailer contradict each other");
        }

        ExpectZeros(name, block, SnapshotTrailer.Size, layout.TrailerPosition, "trailer");
        return trailer;
    }

    private static uint[] ReadTable(BlockReader file, string name, SnapshotLayout layout, ReadOnlySpan<byte> headerBlock, in Hash256 frameHash)
    {
        using var table = new AlignedMemory(layout.TableLength);
        Read(file, name, table.Span, layout.TablePosition);
        if (HashOf(headerBlock, table.Span) != frameHash)
        {
            throw Damaged(name, layout.TablePosition, "the table of checksums doesn't match its hash in the trailer");
        }

        return MemoryMarshal.Cast<byte, uint>(table.Span)[..layout.BlockCount].ToArray();
    }

    private static void ExpectZeros(string name, ReadOnlySpan<byte> block, int from, long position, string behind)
    {
        var altered = block[from..].IndexOfAnyExcept((byte)0);
        if (altered >= 0)
        {
            throw Damaged(name, position + from + altered, $"behind the {behind} stands something other than zeros");
        }
    }

    private static void Read(BlockReader file, string name, Span<byte> target, long position)
    {
        try
        {
            file.Read(target, position);
        }
        catch (IOException reason)
        {
            throw new SnapshotRefusedException(SnapshotDefect.Damaged, name, position,
                $"{target.Length} bytes from here can't be read: {reason.Message}", reason);
        }
    }

    private static SnapshotRefusedException Damaged(string name, long position, string finding) =>
        new(SnapshotDefect.Damaged, name, position, finding);
}
