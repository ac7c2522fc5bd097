using TpWallet.Persistence.Journal;

namespace TpWallet.Replication.Log;

/// <summary>
/// The newest batches of a log in a ring of native memory, each in one piece, and where each of them is. What has been written to the files stays
/// until its place is needed. The agent's thread owns it; the writer reads batches that it was told of. Appending allocates nothing.
/// </summary>
internal sealed class TailMemory : IDisposable
{
    private readonly NativeBlocks _blocks;
    private readonly Memory<byte> _memory;
    private readonly Entry[] _entries;
    private long _first;
    private long _next;
    private long _head;

    /// <summary>Holds nothing yet.</summary>
    /// <param name="capacity">Bytes, a multiple of <see cref="SealedBatch.BlockSize"/>.</param>
    /// <param name="start">The end of the log so far, which is in the files.</param>
    public TailMemory(int capacity, in JournalPosition start)
    {
        _blocks = new NativeBlocks(capacity);
        _memory = _blocks.Memory;
        _entries = new Entry[capacity / SealedBatch.BlockSize];
        Start = start;
    }

    /// <summary>The end of the last batch that is no longer here.</summary>
    public JournalPosition Start { get; private set; }

    /// <summary>Whether a batch of this length can be taken, when everything before an offset has been written.</summary>
    public bool HasRoom(int length, long writtenThrough) => PlaceOf(length) + length - _memory.Length <= writtenThrough;

    /// <summary>Copies a batch for which there is room.</summary>
    /// <returns>Its offset, by which the writer finds it: larger than all before.</returns>
    public long Append(ReadOnlySpan<byte> batch, in JournalPosition end)
    {
        var offset = PlaceOf(batch.Length);
        _head = offset + batch.Length;
        while (_first < _next && (At(_first).Offset < _head - _memory.Length || _next - _first == _entries.Length))
        {
            Start = At(_first++).End;
        }

        batch.CopyTo(Bytes(offset, batch.Length));
        At(_next++) = new Entry(end, offset, batch.Length);
        return offset;
    }

    /// <summary>
    /// Forgets what stands behind a position, which is a batch's end. The memory isn't used again before the writer has passed it.
    /// </summary>
    public void CutBehind(in JournalPosition keep)
    {
        _next = FindLater(keep.Sequence);
        if (keep.Sequence <= Start.Sequence)
        {
            Start = keep;
        }
    }

    /// <summary>The last end of a batch at or below a sequence, which isn't below <see cref="Start"/>.</summary>
    public JournalPosition FindEnd(ulong sequence)
    {
        var later = FindLater(sequence);
        return later == _first ? Start : At(later - 1).End;
    }

    /// <summary>The batch behind a position, which isn't below <see cref="Start"/>; empty at the end.</summary>
    public ReadOnlyMemory<byte> ReadNext(ulong sequence)
    {
        var later = FindLater(sequence);
        return later < _next ? _memory.Slice((int)(At(later).Offset % _memory.Length), At(later).Length) : default;
    }

    /// <summary>Bytes in one piece.</summary>
    public Span<byte> Bytes(long offset, int length) => _blocks.GetSpan().Slice((int)(offset % _memory.Length), length);

    /// <summary>Whether what begins at an offset lies in memory where the bytes before it end.</summary>
    public bool IsContinued(long offset) => offset % _memory.Length != 0;

    public void Dispose() => ((IDisposable)_blocks).Dispose();

    /// <summary>Where a batch of a length goes: never across the end of the memory.</summary>
    private long PlaceOf(int length)
    {
        var left = _memory.Length - (_head % _memory.Length);
        return length <= left ? _head : _head + left;
    }

    /// <summary>Index of the first batch that ends behind a sequence.</summary>
    private long FindLater(ulong sequence)
    {
        var (low, high) = (_first, _next);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = At(middle).End.Sequence <= sequence ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private ref Entry At(long index) => ref _entries[index % _entries.Length];

    private readonly record struct Entry(JournalPosition End, long Offset, int Length);
}
