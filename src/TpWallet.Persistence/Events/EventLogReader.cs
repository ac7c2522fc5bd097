using System.Buffers;
using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal.Faster;

namespace TpWallet.Persistence.Events;

/// <summary>Reads what of an event log is durable, from any thread. Everything read is verified.</summary>
internal sealed class EventLogReader(SegmentFiles files, int pageBits, int segmentBits)
{
    /// <summary>Holds a record of as many postings as payments cause; a longer one is read in two steps.</summary>
    private const int UsualRecordLength = 1024;

    private readonly long _pageLength = 1L << pageBits;

    /// <summary>Shows the blocks from the one that holds <paramref name="from"/> on, as long as the visitor wants more.</summary>
    public void Read(ulong from, in EventLogExtent extent, IOutcomeBlockVisitor visitor)
    {
        if (from >= extent.NextSequence)
        {
            return;
        }

        using var scanner = new BlockScanner(files, pageBits, segmentBits);
        var address = FindPage(scanner, from, extent);
        var next = 0ul;
        while (scanner.TryNext(ref address, extent.EndAddress, out var block, out var blockAddress))
        {
            if (next != 0 && block.FirstSequence != next)
            {
                throw Damaged(blockAddress, $"sequence {block.FirstSequence} stands where sequence {next} must follow");
            }

            next = block.LastSequence + 1;
            if (next > from && !visitor.OnBlock(block, blockAddress))
            {
                return;
            }
        }

        if (next < extent.NextSequence)
        {
            throw Damaged(address, $"no whole block follows, but sequences {Math.Max(next, from)} to {extent.NextSequence - 1} were durable");
        }
    }

    /// <summary>The record at an address.</summary>
    public async ValueTask<OutcomeRecord> ReadAtAsync(long address, EventLogExtent extent)
    {
        if (address < extent.BeginAddress || address >= extent.EndAddress)
        {
            throw new ArgumentOutOfRangeException(nameof(address), address,
                $"The event log holds addresses {extent.BeginAddress} to {extent.EndAddress}.");
        }

        var buffer = ArrayPool<byte>.Shared.Rent(UsualRecordLength);
        try
        {
            var read = await ReadBytesAsync(address, buffer.AsMemory(0, UsualRecordLength)).ConfigureAwait(false);
            var length = read < OutcomeRecordHeader.Size ? 0 : MemoryMarshal.Read<int>(buffer);
            if (length > UsualRecordLength && length <= OutcomeBlock.MaxLength)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = ArrayPool<byte>.Shared.Rent(length);
                read = await ReadBytesAsync(address, buffer.AsMemory(0, length)).ConfigureAwait(false);
            }

            return Copy(buffer.AsSpan(0, read), address);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads a full segment and compares it with what the manifest says of it.</summary>
    public void Verify(in EventSegment expected)
    {
        using var scanner = new BlockScanner(files, pageBits, segmentBits);
        using var summary = new SegmentSummary();
        summary.Begin(expected.Number);
        var start = (long)expected.Number << segmentBits;
        var address = Math.Max(FasterRecovery.FirstAddress, start);
        while (scanner.TryNext(ref address, start + expected.End, out var block, out var blockAddress))
        {
            summary.Add(block, blockAddress + block.Length - start);
        }

        var found = summary.Conclude();
        if (found.LastSequence != expected.LastSequence || found.Blocks != expected.Blocks || found.Hash != expected.Hash)
        {
            throw Damaged(address, $"the segment isn't what it was: it held sequences {expected.FirstSequence} to {expected.LastSequence}, "
                + $"and now {(found.Blocks == 0 ? "none" : $"{found.FirstSequence} to {found.LastSequence}")} can be read");
        }
    }

    private OutcomeRecord Copy(ReadOnlySpan<byte> bytes, long address)
    {
        if (!OutcomeBlockView.IsRecordWhole(bytes, out var header))
        {
            throw Damaged(address, "the outcome that stood here is missing or altered");
        }

        return new OutcomeView(bytes[..header.Length], 0).ToRecord(address);
    }

    private async ValueTask<int> ReadBytesAsync(long address, Memory<byte> target)
    {
        try
        {
            return await files.ReadAsync((int)(address >> segmentBits), target, PositionOf(address)).ConfigureAwait(false);
        }
        catch (FileNotFoundException)
        {
            throw Damaged(address, "the segment is missing");
        }
    }

    /// <summary>Address of the last page whose first block begins at or before a sequence.</summary>
    private long FindPage(BlockScanner scanner, ulong sequence, in EventLogExtent extent)
    {
        var segment = extent.Full.AsSpan().BinarySearch(new BySequence(sequence));
        var start = segment >= 0 ? (long)extent.Full[segment].Number << segmentBits : extent.TailAddress;
        var end = segment >= 0 ? start + extent.Full[segment].End : extent.EndAddress;
        var low = start / _pageLength;
        for (var high = (end - 1) / _pageLength; low < high;)
        {
            var middle = low + ((high - low + 1) / 2);
            var address = middle * _pageLength;
            if (scanner.TryNext(ref address, end, out var block, out _) && block.FirstSequence <= sequence)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return Math.Max(low * _pageLength, FasterRecovery.FirstAddress);
    }

    private EventLogDamagedException Damaged(long address, string finding) =>
        new(files.NameOf((int)(address >> segmentBits)), PositionOf(address), finding);

    private long PositionOf(long address) => address & ((1L << segmentBits) - 1);

    /// <summary>Finds the segment that holds a sequence.</summary>
    private readonly struct BySequence(ulong sequence) : IComparable<EventSegment>
    {
        public int CompareTo(EventSegment other) =>
            sequence < other.FirstSequence ? -1 : sequence > other.LastSequence ? 1 : 0;
    }
}
