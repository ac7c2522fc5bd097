using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal.Group;

/// <summary>The first 144 bytes of a slot of the file <c>replica</c>; the view follows. The checksum keeps its place in every version.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct GroupControlHeader
{
    public const int Size = 144;
    public const ulong ExpectedMagic = 0x3150_5247_5F57_5054; // "TPW_GRP1"
    public const uint CurrentFormatVersion = 1;
    private const int ChecksumOffset = 124;

    [FieldOffset(0)] public ulong Magic;
    [FieldOffset(8)] public uint FormatVersion;
    [FieldOffset(12)] public DurabilityMode Durability;
    [FieldOffset(16)] public Guid JournalId;

    /// <summary>Grows with each writing: the slot with the larger one counts.</summary>
    [FieldOffset(32)] public ulong Version;

    [FieldOffset(40)] public ulong AcceptedEpoch;

    /// <summary>Bytes of the view behind the header.</summary>
    [FieldOffset(48)] public uint ViewLength;

    /// <summary>Of a pending cut; 0: there is none.</summary>
    [FieldOffset(52)] public uint CutFromNumber;

    [FieldOffset(56)] public long CutFromPosition;
    [FieldOffset(64)] public long CutToPosition;
    [FieldOffset(72)] public uint CutToNumber;
    [FieldOffset(80)] public ulong CutSequence;
    [FieldOffset(88)] public Hash256 CutHash;
    [FieldOffset(ChecksumOffset)] public uint Checksum;
    [FieldOffset(128)] public Guid ReplicaId;

    /// <summary>Writes a slot: header, view, zeros.</summary>
    public static void Write(Span<byte> slot, Guid journalId, ulong version, GroupControl control)
    {
        slot.Clear();
        control.View.Span.CopyTo(slot[Size..]);
        var cut = control.Cut.GetValueOrDefault();
        var header = new GroupControlHeader
        {
            Magic = ExpectedMagic,
            FormatVersion = CurrentFormatVersion,
            Durability = control.Durability,
            JournalId = journalId,
            Version = version,
            AcceptedEpoch = control.AcceptedEpoch,
            ReplicaId = control.ReplicaId,
            ViewLength = (uint)control.View.Length,
            CutFromNumber = cut.From.Number,
            CutFromPosition = cut.From.Position,
            CutToPosition = cut.To.Position,
            CutToNumber = cut.To.Number,
            CutSequence = cut.Sequence,
            CutHash = cut.Hash,
        };
        MemoryMarshal.Write(slot, header);
        header.Checksum = ChecksumOf(slot);
        MemoryMarshal.Write(slot, header);
    }

    /// <summary>Reads a slot; null when it isn't a good one.</summary>
    /// <exception cref="JournalException">It was written by a newer version.</exception>
    public static (ulong Version, Guid JournalId, GroupControl Control)? Read(ReadOnlySpan<byte> slot)
    {
        if (!MemoryMarshal.TryRead<GroupControlHeader>(slot, out var header) || header.Magic != ExpectedMagic || header.Checksum != ChecksumOf(slot))
        {
            return null;
        }

        if (header.FormatVersion > CurrentFormatVersion)
        {
            throw new JournalException($"{GroupFile.FileName} has format version {header.FormatVersion}, newer than {CurrentFormatVersion}: "
                + JournalFolder.NewerFormatAdvice);
        }

        PendingCut? cut = header.CutFromNumber == 0 ? null : new PendingCut(
            header.CutSequence,
            header.CutHash,
            new SegmentPlace(header.CutFromNumber, header.CutFromPosition),
            new SegmentPlace(header.CutToNumber, header.CutToPosition));
        var view = slot.Slice(Size, (int)header.ViewLength).ToArray();
        return (header.Version, header.JournalId, new GroupControl(header.ReplicaId, header.AcceptedEpoch, header.Durability, view, cut));
    }

    /// <summary>Over the whole slot, with the checksum's own field as zero.</summary>
    private static uint ChecksumOf(ReadOnlySpan<byte> slot)
    {
        var crc = Crc32C.Append(Crc32C.Seed, slot[..ChecksumOffset]);
        crc = Crc32C.Append(crc, [0, 0, 0, 0]);
        return ~Crc32C.Append(crc, slot[Size..]);
    }
}
