using System.Runtime.InteropServices;
using TpWallet.Messages;

namespace TpWallet.Persistence.Journal;

/// <summary>The first 128 bytes of a batch, little-endian; JOURNAL.md shows the layout.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct SealedBatchHeader
{
    /// <summary>Size of the header, bytes.</summary>
    public const int Size = 128;

    /// <summary>"TPWBATCH" in ASCII. Where a command has its participant's number this has 1,212,372,033, which no participant
    /// may have: so no command, however forged, passes for the header of a batch.</summary>
    public const ulong ExpectedMagic = 0x4843_5441_4257_5054;

    /// <summary>The version of this layout.</summary>
    public const ushort CurrentFormatVersion = 1;

    /// <summary>Offset of <see cref="Checksum"/>, which counts as zero while it is computed.</summary>
    internal const int ChecksumOffset = 124;

    /// <summary><see cref="ExpectedMagic"/>.</summary>
    [FieldOffset(0)] public ulong Magic;

    /// <summary><see cref="CurrentFormatVersion"/>.</summary>
    [FieldOffset(8)] public ushort FormatVersion;

    /// <summary>
    /// <see cref="FormatVersion"/> with every bit inverted: tells a newer version from a damaged one. Every version begins with these three
    /// fields.
    /// </summary>
    [FieldOffset(10)] public ushort FormatVersionInverted;

    /// <summary>Number of commands, 1 to <see cref="SealedBatch.MaxCommands"/>.</summary>
    [FieldOffset(12)] public uint Count;

    /// <summary>Epoch of the leader that sealed the batch.</summary>
    [FieldOffset(16)] public ulong Epoch;

    /// <summary>Sequence of the first command; the others follow one by one. The journal's first sequence is 1.</summary>
    [FieldOffset(24)] public ulong FirstSequence;

    /// <summary>Time of all the batch's commands, milliseconds since 1970 UTC; never less than that of the batch before.</summary>
    [FieldOffset(32)] public long TimeMs;

    /// <summary>Length of the whole batch with header and zero padding, bytes; a multiple of <see cref="SealedBatch.BlockSize"/>.</summary>
    [FieldOffset(40)] public uint Length;

    /// <summary>SHA-256 of the batch before (header and commands); zero for the first.</summary>
    [FieldOffset(48)] public Hash256 PreviousHash;

    /// <summary>CRC-32C over header (this field as zero) and commands.</summary>
    [FieldOffset(ChecksumOffset)] public uint Checksum;

    /// <summary>Sequence of the last command.</summary>
    public readonly ulong LastSequence => FirstSequence + Count - 1;

    /// <summary>Bytes of header and commands, without padding.</summary>
    internal readonly int UsedLength => Size + ((int)Count * Command.Size);
}
