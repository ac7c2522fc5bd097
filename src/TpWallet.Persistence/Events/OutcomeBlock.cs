using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Events;

/// <summary>
/// Packs outcomes into a buffer of the caller's, in order of sequence. The block's own header says how far it is filled, so a buffer can be handed
/// from thread to thread as it is. Hot path: <see cref="TryAppend"/> is a bounds check and copies; the checksums are made later, by the event log.
/// </summary>
public static class OutcomeBlock
{
    /// <summary>Largest block, bytes: four of them fit in a page of the event log.</summary>
    public const int MaxLength = (256 << 10) - 64;

    /// <summary>Most postings of one outcome.</summary>
    public const int MaxPostings = (MaxLength - OutcomeBlockHeader.Size - OutcomeRecordHeader.PostingsOffset) / Posting.Size;

    /// <summary>Shortest buffer that holds any outcome of at most <paramref name="postings"/> postings, bytes.</summary>
    public static int LengthFor(int postings) => OutcomeBlockHeader.Size + OutcomeRecordHeader.LengthOf(postings);

    /// <summary>Begins an empty block; what the buffer held is gone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The buffer is longer than <see cref="MaxLength"/> or can't hold any outcome.</exception>
    public static void Begin(Span<byte> block)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block.Length, LengthFor(0), nameof(block));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(block.Length, MaxLength, nameof(block));
        HeaderOf(block) = new OutcomeBlockHeader
        {
            Magic = OutcomeBlockHeader.ExpectedMagic,
            FormatVersion = OutcomeBlockHeader.CurrentFormatVersion,
            InvertedFormatVersion = unchecked((ushort)~OutcomeBlockHeader.CurrentFormatVersion),
            Length = OutcomeBlockHeader.Size,
        };
    }

    /// <summary>Outcomes in the block so far.</summary>
    public static int CountOf(ReadOnlySpan<byte> block) => MemoryMarshal.AsRef<OutcomeBlockHeader>(block).Count;

    /// <summary>Bytes of the block so far.</summary>
    public static int LengthOf(ReadOnlySpan<byte> block) => MemoryMarshal.AsRef<OutcomeBlockHeader>(block).Length;

    /// <summary>Sequence of the last outcome in the block; 0: none yet.</summary>
    public static ulong LastSequenceOf(ReadOnlySpan<byte> block) => MemoryMarshal.AsRef<OutcomeBlockHeader>(block).LastSequence;

    /// <summary>Adds the outcome of the next command.</summary>
    /// <param name="block">A buffer that <see cref="Begin"/> has begun.</param>
    /// <param name="command">The command as it was applied.</param>
    /// <param name="reply">Its answer.</param>
    /// <param name="sequence">Its position in the journal: one more than that of the outcome before. (A repeat's reply names another.)</param>
    /// <param name="bodyFingerprint">What stands for its body when a repeat is compared with it.</param>
    /// <param name="timeMs">The core's time when it was applied, milliseconds since 1970-01-01 UTC.</param>
    /// <param name="postings">The movements that it caused, at most <see cref="MaxPostings"/>.</param>
    /// <returns>False: no room is left, and nothing was changed.</returns>
    /// <exception cref="InvalidOperationException">The sequence doesn't follow the one before.</exception>
    public static bool TryAppend(Span<byte> block, in Command command, in Reply reply, ulong sequence, ulong bodyFingerprint, long timeMs,
        ReadOnlySpan<Posting> postings)
    {
        ref var header = ref HeaderOf(block);
        var at = header.Length;
        var length = OutcomeRecordHeader.LengthOf(postings.Length);
        if (length > block.Length - at)
        {
            return false;
        }

        if (header.Count == 0)
        {
            header.FirstSequence = sequence;
            header.FirstTimeMs = timeMs;
        }
        else if (sequence != header.LastSequence + 1)
        {
            ThrowGap(header.LastSequence, sequence);
        }

        Write(block.Slice(at, length), command, reply, sequence, bodyFingerprint, postings);
        header.Length = at + length;
        header.LastSequence = sequence;
        header.LastTimeMs = timeMs;
        header.Count++;
        return true;
    }

    /// <summary>Fills the checksums in, after which the block can be read and stored. Not for the hot path.</summary>
    internal static void Seal(Span<byte> block)
    {
        ref var header = ref HeaderOf(block);
        for (var at = OutcomeBlockHeader.Size; at < header.Length;)
        {
            ref var record = ref MemoryMarshal.AsRef<OutcomeRecordHeader>(block[at..]);
            record.Checksum = Crc32C.Of(block.Slice(at + OutcomeRecordHeader.Uncovered, record.Length - OutcomeRecordHeader.Uncovered));
            at += record.Length;
        }

        header.Checksum = ChecksumOf(block[..header.Length]);
    }

    /// <summary>
    /// The header's checksum, over header and records' checksums. Every record's length must have been found to be within the block.
    /// </summary>
    internal static uint ChecksumOf(ReadOnlySpan<byte> block)
    {
        var checksum = Crc32C.Append(Crc32C.Seed, block[..OutcomeBlockHeader.Covered]);
        for (var at = OutcomeBlockHeader.Size; at < block.Length;)
        {
            var record = block.Slice(at, OutcomeRecordHeader.Uncovered);
            checksum = Crc32C.Append(checksum, record);
            at += MemoryMarshal.Read<int>(record);
        }

        return ~checksum;
    }

    [SkipLocalsInit]
    private static void Write(Span<byte> target, in Command command, in Reply reply, ulong sequence, ulong bodyFingerprint,
        ReadOnlySpan<Posting> postings)
    {
        MemoryMarshal.AsRef<OutcomeRecordHeader>(target) = new OutcomeRecordHeader
        {
            Length = target.Length,
            Sequence = sequence,
            BodyFingerprint = bodyFingerprint,
            FormatVersion = OutcomeRecordHeader.CurrentFormatVersion,
            PostingCount = (ushort)postings.Length,
        };
        MemoryMarshal.Write(target[OutcomeRecordHeader.CommandOffset..], in command);
        MemoryMarshal.Write(target[OutcomeRecordHeader.ReplyOffset..], in reply);
        MemoryMarshal.AsBytes(postings).CopyTo(target[OutcomeRecordHeader.PostingsOffset..]);
    }

    private static ref OutcomeBlockHeader HeaderOf(Span<byte> block) => ref MemoryMarshal.AsRef<OutcomeBlockHeader>(block);

    private static void ThrowGap(ulong last, ulong sequence) =>
        throw new InvalidOperationException($"Outcome {sequence} follows outcome {last}: the order of sequences is broken.");
}
