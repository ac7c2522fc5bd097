using System.Runtime.InteropServices;
using TpWallet.Messages;

namespace TpWallet.Server.Engine.Outcomes;

/// <summary>
/// One outcome in the buffer between the engine and the event log: this head, the command, the reply, the postings. Only memory is copied here;
/// checksums and fingerprints are the event log's thread's work.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct OutcomeFrame
{
    public const int Size = 24;
    private const int ReplyOffset = Size + Command.Size;
    private const int PostingsOffset = ReplyOffset + Reply.Size;

    /// <summary>Bytes of the whole record; the first field, by which the buffer finds the next.</summary>
    [FieldOffset(0)] public int Length;
    [FieldOffset(4)] public int Postings;
    [FieldOffset(8)] public ulong Sequence;
    [FieldOffset(16)] public long TimeMs;

    public static int LengthOf(int postings) => PostingsOffset + postings * Posting.Size;

    public static void Write(Span<byte> record, ulong sequence, in Command command, in Reply reply, long timeMs, ReadOnlySpan<Posting> postings)
    {
        var head = new OutcomeFrame { Length = record.Length, Postings = postings.Length, Sequence = sequence, TimeMs = timeMs };
        MemoryMarshal.Write(record, head);
        MemoryMarshal.Write(record[Size..], command);
        MemoryMarshal.Write(record[ReplyOffset..], reply);
        MemoryMarshal.AsBytes(postings).CopyTo(record[PostingsOffset..]);
    }

    public static ref readonly OutcomeFrame HeadOf(ReadOnlySpan<byte> record) => ref MemoryMarshal.AsRef<OutcomeFrame>(record);

    public static ref readonly Command CommandOf(ReadOnlySpan<byte> record) => ref MemoryMarshal.AsRef<Command>(record[Size..]);

    public static ref readonly Reply ReplyOf(ReadOnlySpan<byte> record) => ref MemoryMarshal.AsRef<Reply>(record[ReplyOffset..]);

    public static ReadOnlySpan<Posting> PostingsOf(ReadOnlySpan<byte> record) =>
        MemoryMarshal.Cast<byte, Posting>(record.Slice(PostingsOffset, HeadOf(record).Postings * Posting.Size));
}
