using System.Runtime.InteropServices;

namespace TpWallet.Persistence.Journal.Segments;

/// <summary>The first 64 bytes of a segment; the rest of its first block is zero. The checksum keeps its place in every version.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct SegmentHeader
{
    public const int Size = 64;
    public const ulong ExpectedMagic = 0x3147_4553_5F57_5054; // "TPW_SEG1"
    public const uint CurrentFormatVersion = 1;
    private const int ChecksumOffset = 60;

    [FieldOffset(0)] public ulong Magic;
    [FieldOffset(8)] public uint FormatVersion;

    /// <summary>Number of the segment, which its name repeats; from 1.</summary>
    [FieldOffset(12)] public uint Number;

    /// <summary>Length of the file, bytes.</summary>
    [FieldOffset(16)] public long Length;

    [FieldOffset(24)] public Guid JournalId;
    [FieldOffset(ChecksumOffset)] public uint Checksum;

    public static SegmentHeader Of(Guid journalId, uint number, long length)
    {
        var header = new SegmentHeader
        {
            Magic = ExpectedMagic,
            FormatVersion = CurrentFormatVersion,
            Number = number,
            Length = length,
            JournalId = journalId,
        };
        header.Checksum = header.ComputeChecksum();
        return header;
    }

    public readonly uint ComputeChecksum() => Crc32C.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<SegmentHeader>(in this))[..ChecksumOffset]);
}
