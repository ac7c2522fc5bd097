using System.Runtime.InteropServices;

namespace TpWallet.Persistence.Journal;

/// <summary>One slot of the mark, 128 bytes within one sector: through which batch the journal has acknowledged.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct AcknowledgedMark
{
    public const int Size = 128;
    public const ulong ExpectedMagic = 0x314B_5241_4D57_5054; // "TPWMARK1"
    private const int ChecksumOffset = 124;

    [FieldOffset(0)] public ulong Magic;
    [FieldOffset(8)] public Guid JournalId;

    /// <summary>Sequence of the last command of the last acknowledged batch; 0: none yet.</summary>
    [FieldOffset(24)] public ulong LastSequence;

    [FieldOffset(32)] public Hash256 LastHash;

    /// <summary>What the mark says of that batch.</summary>
    [FieldOffset(64)] public MarkMeaning Meaning;

    [FieldOffset(ChecksumOffset)] public uint Checksum;

    public static AcknowledgedMark Of(
        Guid journalId, ulong lastSequence, in Hash256 lastHash, MarkMeaning meaning = MarkMeaning.Acknowledged)
    {
        var mark = new AcknowledgedMark
        {
            Magic = ExpectedMagic,
            JournalId = journalId,
            LastSequence = lastSequence,
            LastHash = lastHash,
            Meaning = meaning,
        };
        mark.Checksum = mark.ComputeChecksum();
        return mark;
    }

    public readonly bool IsValid => Magic == ExpectedMagic && Checksum == ComputeChecksum();

    private readonly uint ComputeChecksum() => Crc32C.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<AcknowledgedMark>(in this))[..ChecksumOffset]);
}
