using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TpWallet.Core.Memory;

namespace TpWallet.Core.Snapshots;

/// <summary>
/// The records of one table as they were at a cut, while the core goes on changing them. The core's thread saves how a record was before its
/// first change since the cut; the reader copies a region and then puts in place what was saved of it. Hot path while a cut is open.
/// </summary>
/// <remarks>
/// <para>Why the reader's copy is exact, on machines that reorder memory accesses too. The core (1) writes the pre-image and links it into its
/// region's chain, (2) passes a write fence, (3) changes the record. The reader (a) copies the region, (b) passes a read fence, (c) reads the
/// chain. If (a) saw any byte of (3), then by the pair of fences (c) sees (1), and the pre-image replaces the torn or new record. If (c) misses
/// (1), then (a) saw nothing of (3): the copy is the record as it was. Giving the cut up is published in the place of (1) and looked at in
/// the place of (c), so no region leaves that should have had a pre-image and got none.</para>
/// <para>The reader publishes how far it has read with a release after (c), and the core reads that with an acquire before (3): a record that is
/// changed without a pre-image was copied before. Seeing that late costs a pre-image that nobody takes. Nor does the reader look again at the
/// chain of a region that is read, so the core takes its entries back.</para>
/// <para>Places count from the slot that is read first, so that a ring is read in its own order.</para>
/// </remarks>
#pragma warning disable CA1001 // Two threads hold it, and who leaves last disposes of what it owns.
internal sealed class TableCut<TRecord> : TableCut where TRecord : unmanaged
#pragma warning restore CA1001
{
    private const int BitsPerWord = 64;

    private static readonly int EntrySize = Unsafe.SizeOf<Entry>();
    private static readonly int RecordSize = Unsafe.SizeOf<TRecord>();

    private readonly NativeArray<TRecord> _records;
    private readonly uint _count;
    private readonly uint _first;
    private readonly PreImageBudget _budget;

    private readonly NativeArray<ulong> _saved;
    private readonly NativeArray<Chain> _chains;
    private readonly NativeArray<Entry> _entries;

    /// <summary>Places below this were read.</summary>
    private volatile uint _read;

    // Of the core's thread alone. An entry is named by its number plus one; 0: none.
    private uint _fresh;
    private uint _free;
    private uint _takenBack;

    /// <summary>The core's thread and the reader; who leaves last gives the memory back.</summary>
    private int _holders = 2;
    private NativeArray<TRecord>? _bequest;

    public TableCut(NativeArray<TRecord> records, uint count, uint first, PreImageBudget budget)
    {
        (_records, _count, _first, _budget) = (records, count, first, budget);
        _saved = new NativeArray<ulong>(count / BitsPerWord + 1);
        _chains = new NativeArray<Chain>(count / RegionRecords + 1);
        _entries = new NativeArray<Entry>((uint)Math.Min(count, budget.BytesMax / EntrySize));
    }

    /// <summary>Whether pre-images are still needed. Of the core's thread.</summary>
    public bool IsWanted => _read < _count && !_budget.IsOver;

    /// <summary>Keeps a record that is about to change for the first time since the cut. Of the core's thread.</summary>
    public void Save(uint slot, in TRecord record)
    {
        if (slot >= _count)
        {
            return; // added since the cut
        }

        var place = slot >= _first ? slot - _first : slot + (_count - _first);
        ref var saved = ref _saved[place / BitsPerWord];
        var bit = 1UL << (int)(place % BitsPerWord);
        if (place < _read || (saved & bit) != 0)
        {
            return;
        }

        saved |= bit;
        var number = TakeEntry();
        if (number == 0)
        {
            _budget.Abandon();
        }
        else
        {
            ref var chain = ref _chains[place / RegionRecords];
            _entries[number - 1] = new Entry { Place = place, Next = chain.Newest, Record = record };
            chain.Newest = number;
        }

        Fence.BetweenWrites();
    }

    /// <summary>The table has nothing to save any more, or no one to save it for. Of the core's thread.</summary>
    /// <param name="bequest">Records that the table has replaced, and leaves to the reader.</param>
    public void Leave(NativeArray<TRecord>? bequest)
    {
        _bequest = bequest;
        if (_read == _count)
        {
            _budget.Return((long)_fresh * EntrySize); // the reader has given the pages back
        }

        LeaveAsHolder();
    }

    public override int ReadNext(Span<byte> destination)
    {
        var first = _read;
        var count = Math.Min(RegionRecords, _count - first);
        if (count == 0)
        {
            return 0;
        }

        var bytes = destination[..((int)count * RecordSize)];
        Copy(first, bytes);
        Fence.BetweenReads();
        if (_budget.IsAbandoned)
        {
            throw new StateCutAbandonedException();
        }

        for (var number = _chains[first / RegionRecords].Newest; number != 0; number = _entries[number - 1].Next)
        {
            ref readonly var entry = ref _entries[number - 1];
            MemoryMarshal.Write(bytes[((int)(entry.Place - first) * RecordSize)..], entry.Record);
        }

        if (first + count == _count)
        {
            _entries.GiveBack();
        }

        _read = first + count;
        return bytes.Length;
    }

    public override void Close()
    {
        _entries.GiveBack();
        _saved.GiveBack();
        _chains.GiveBack();
        LeaveAsHolder();
    }

    private void Copy(uint place, Span<byte> destination)
    {
        var count = (uint)(destination.Length / RecordSize);
        var beforeEnd = place < _count - _first ? Math.Min(count, _count - _first - place) : 0;
        if (beforeEnd > 0)
        {
            _records.Bytes(_first + place, beforeEnd).CopyTo(destination);
        }

        if (beforeEnd < count)
        {
            _records.Bytes(place + beforeEnd - (_count - _first), count - beforeEnd).CopyTo(destination[((int)beforeEnd * RecordSize)..]);
        }
    }

    private uint TakeEntry()
    {
        while (_free == 0 && (_takenBack + 1) * RegionRecords <= _read)
        {
            _free = _chains[_takenBack++].Newest;
        }

        if (_free != 0)
        {
            var number = _free;
            _free = _entries[number - 1].Next;
            return number;
        }

        return _fresh < _entries.Length && _budget.TryTake(EntrySize) ? ++_fresh : 0;
    }

    private void LeaveAsHolder()
    {
        if (Fence.Leave(ref _holders) == 0)
        {
            _entries.Dispose();
            _saved.Dispose();
            _chains.Dispose();
            _bequest?.Dispose();
        }
    }

    private struct Chain
    {
        /// <summary>Volatile: written by the core's thread, read by the reader.</summary>
        public volatile uint Newest;
    }

    private struct Entry
    {
        public uint Place;
        public uint Next;
        public TRecord Record;
    }
}
