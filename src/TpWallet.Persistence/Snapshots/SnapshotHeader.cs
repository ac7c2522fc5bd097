using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Snapshots;

/// <summary>
/// The first 128 bytes of a snapshot; the rest of the block is zero. Magic, version and checksum keep their places in every version.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct SnapshotHeader
{
    public const int Size = 128;
    public const ulong ExpectedMagic = 0x3150_4E53_5F57_5054; // "TPW_SNP1"
    public const uint CurrentFormatVersion = 1;
    public const int FormatVersionOffset = 8;
    public const int JournalIdOffset = 16;
    public const int SequenceOffset = 32;
    private const int ChecksumOffset = Size - sizeof(uint);

    [FieldOffset(0)] public ulong Magic;
    [FieldOffset(FormatVersionOffset)] public uint FormatVersion;

    /// <summary>Bytes of each block of the image but the last.</summary>
    [FieldOffset(12)] public uint BlockLength;

    [FieldOffset(JournalIdOffset)] public Guid JournalId;
    [FieldOffset(SequenceOffset)] public ulong Sequence;
    [FieldOffset(40)] public long PositionTimeMs;
    [FieldOffset(48)] public ulong Epoch;
    [FieldOffset(56)] public Hash256 Hash;
    [FieldOffset(88)] public long TakenMs;
    [FieldOffset(96)] public long ImageLength;
    [FieldOffset(ChecksumOffset)] public uint Checksum;

    public readonly JournalPosition Position => new(Sequence, Hash, PositionTimeMs, Epoch);

    public static SnapshotHeader Of(Guid journalId, in JournalPosition position, long takenMs, long imageLength)
    {
        var header = new SnapshotHeader
        {
            Magic = ExpectedMagic,
            FormatVersion = CurrentFormatVersion,
            BlockLength = SnapshotLayout.BlockLength,
            JournalId = journalId,
            Sequence = position.Sequence,
            PositionTimeMs = position.TimeMs,
            Epoch = position.Epoch,
            Hash = position.Hash,
            TakenMs = takenMs,
            ImageLength = imageLength,
        };
        header.Checksum = header.ComputeChecksum();
        return header;
    }

    public readonly uint ComputeChecksum() => Crc32C.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<SnapshotHeader>(in this))[..ChecksumOffset]);
}
