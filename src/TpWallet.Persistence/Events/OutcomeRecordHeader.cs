using System.Runtime.InteropServices;
using TpWallet.Messages;

namespace TpWallet.Persistence.Events;

/// <summary>The first 32 bytes of the outcome of one command; command, reply and postings follow. Little-endian.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = Size)]
internal struct OutcomeRecordHeader
{
    public const int Size = 32;

    /// <summary>Length and checksum, which the checksum doesn't cover.</summary>
    public const int Uncovered = 2 * sizeof(uint);

    public const int CommandOffset = Size;
    public const int ReplyOffset = CommandOffset + Command.Size;
    public const int PostingsOffset = ReplyOffset + Reply.Size;
    public const ushort CurrentFormatVersion = 1;

    public int Length;

    /// <summary>CRC-32C over everything behind it, to the end of the record.</summary>
    public uint Checksum;
    public ulong Sequence;
    public ulong BodyFingerprint;
    public ushort FormatVersion;
    public ushort PostingCount;
    public uint Zero;

    public static int LengthOf(int postings) => PostingsOffset + (postings * Posting.Size);
}
