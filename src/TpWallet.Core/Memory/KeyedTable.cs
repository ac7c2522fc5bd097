using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace TpWallet.Core.Memory;

/// <summary>
/// Records in the order in which they were added, and an open-addressing index over them. Sizes are fixed until <see cref="Grow"/>;
/// nothing is allocated by look-ups, additions or removals. Hot path.
/// </summary>
/// <remarks>
/// An index entry is 64 bits: the low half of the key's hash, which also gives the entry's home, and the record's slot plus one (0: empty).
/// The index is filled to 80 % at most; removal shifts followers back instead of leaving tombstones.
/// </remarks>
internal sealed unsafe partial class KeyedTable<TKey, TRecord> : RecordTable, IDisposable
    where TKey : struct, IEquatable<TKey>
    where TRecord : unmanaged, IKeyed<TKey>
{
    /// <summary>What <see cref="PrefetchRecord"/> returns when it found nothing.</summary>
    public const uint NoSlot = uint.MaxValue;

    private const int CacheLine = 64;
    private const uint PrefetchDistanceMax = 8;

    private readonly ulong _seed;
    private readonly UndoLog<TRecord> _undo = new();
    private NativeArray<TRecord> _records;
    private NativeArray<ulong> _index;
    private uint _highWater;
    private uint _mask;

    /// <summary>Whether someone wants to know how records were before they change: a chain that may be undone, or a cut.</summary>
    private bool _isWatched;

    public KeyedTable(uint capacity, ulong seed)
    {
        _seed = seed;
        _records = new NativeArray<TRecord>(capacity);
        _index = new NativeArray<ulong>(IndexLength(capacity));
        _mask = _index.Length - 1;
    }

    /// <summary>How many records fit.</summary>
    public override uint Capacity => _records.Length;

    /// <summary>Slots handed out so far: records are in slots below this.</summary>
    public override uint HighWater => _highWater;

    public override int RecordSize => sizeof(TRecord);

    /// <summary>Bytes of address space of one record and its share of the index.</summary>
    public static uint BytesPerRecord(uint capacity) =>
        (uint)sizeof(TRecord) + (uint)((ulong)IndexLength(capacity) * sizeof(ulong) / capacity);

    public bool HasRoom => _highWater < Capacity;

    /// <summary>The memory.</summary>
    public TablePart[] Parts => [new(_index, null, 0), new(_records, this, RecordSize)];

    /// <summary>A record, to read. What changes it goes through <see cref="Modify"/>.</summary>
    public ref readonly TRecord this[uint slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _records[slot];
    }

    /// <summary>A record, to change: the only way in which a record that exists is changed. Valid until the end of the command.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TRecord Modify(uint slot)
    {
        ref var record = ref _records[slot];
        if (_isWatched)
        {
            BeforeChange(slot, record);
        }

        return ref record;
    }

    /// <summary>From here on changes can be undone, until <see cref="EndRecording"/>.</summary>
    public void BeginRecording()
    {
        _undo.Begin();
        _isWatched = true;
    }

    public void EndRecording()
    {
        _undo.End();
        _isWatched = _cut is not null;
    }

    /// <summary>Undoes every change since the recording began, the last first.</summary>
    public void Undo()
    {
        while (_undo.TryPop(out var kind, out var slot, out var record))
        {
            switch (kind)
            {
                case UndoKind.Changed:
                    _records[slot] = record;
                    break;
                case UndoKind.Indexed:
                    RemoveEntry(_records[slot].Key, slot);
                    break;
                case UndoKind.Unindexed:
                    AddEntry(_records[slot].Key, slot);
                    break;
                case UndoKind.Added:
                    _highWater--;
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(in TKey key, out uint slot)
    {
        var tag = (uint)TRecord.Hash(key, _seed);
        for (var position = tag & _mask; ; position = (position + 1) & _mask)
        {
            var entry = _index[position];
            if (entry == 0)
            {
                slot = 0;
                return false;
            }

            if ((uint)(entry >> 32) == tag)
            {
                slot = (uint)entry - 1;
                if (_records[slot].Key.Equals(key))
                {
                    return true;
                }
            }
        }
    }

    /// <summary>Takes the next fresh slot for a key that is not in the table; the record is zeroed but for its key.</summary>
    public ref TRecord Add(in TKey key, out uint slot)
    {
        slot = _highWater;
        ref var record = ref _records[slot];
        _highWater = slot + 1;
        record = default;
        record.Key = key;
        if (_undo.IsRecording)
        {
            _undo.Save(UndoKind.Added, slot, record);
        }

        AddToIndex(key, slot);
        return ref record;
    }

    /// <summary>Puts a key that is not in the table into a slot that was used before; the record is zeroed but for its key.</summary>
    public ref TRecord Reuse(uint slot, in TKey key)
    {
        ref var record = ref Modify(slot);
        record = default;
        record.Key = key;
        AddToIndex(key, slot);
        return ref record;
    }

    /// <summary>Makes a key unknown. Its record stays as it is until the slot is reused.</summary>
    public void RemoveFromIndex(in TKey key, uint slot)
    {
        if (_undo.IsRecording)
        {
            _undo.Save(UndoKind.Unindexed, slot, default);
        }

        RemoveEntry(key, slot);
    }

    /// <summary>Asks for the index line of a key, some commands before it is looked up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchIndex(in TKey key)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(_index.AddressOf((uint)TRecord.Hash(key, _seed) & _mask));
        }
    }

    /// <summary>Asks for the record of a key whose index line has arrived. A guess: only the entries near the key's home are looked at.</summary>
    /// <returns>The record's slot, or <see cref="NoSlot"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint PrefetchRecord(in TKey key)
    {
        if (Sse.IsSupported)
        {
            var tag = (uint)TRecord.Hash(key, _seed);
            for (uint distance = 0; distance < PrefetchDistanceMax; distance++)
            {
                var entry = _index[(tag + distance) & _mask];
                if (entry == 0)
                {
                    break;
                }

                if ((uint)(entry >> 32) == tag)
                {
                    PrefetchSlot((uint)entry - 1);
                    return (uint)entry - 1;
                }
            }
        }

        return NoSlot;
    }

    /// <summary>Asks for all cache lines of a record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchSlot(uint slot)
    {
        if (Sse.IsSupported)
        {
            var record = (byte*)_records.AddressOf(slot);
            for (var line = 0; line < sizeof(TRecord); line += CacheLine)
            {
                Sse.Prefetch0(record + line);
            }
        }
    }

    /// <summary>
    /// Moves everything into larger arrays. Takes time in proportion to the table: it is a deliberate act of the operator.
    /// </summary>
    /// <param name="capacity">How many records fit from then on.</param>
    /// <param name="first">Of a full table that is a ring: the slot that becomes slot 0.</param>
    public void Grow(uint capacity, uint first = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, Capacity);
        var records = new NativeArray<TRecord>(capacity);
        _records.CopyTo(records, first, 0, _highWater - first);
        _records.CopyTo(records, 0, _highWater - first, first);
        Retire(_records);
        _records = records;

        var old = _index;
        _index = new NativeArray<ulong>(IndexLength(capacity));
        _mask = _index.Length - 1;
        for (uint position = 0; position < old.Length; position++)
        {
            if (old[position] != 0)
            {
                var slot = (uint)old[position] - 1;
                var moved = slot >= first ? slot - first : slot + (_highWater - first);
                Insert((old[position] & ~(ulong)uint.MaxValue) | (moved + 1));
            }
        }

        old.Dispose();
    }

    /// <summary>The bytes of records in slot order, in pieces, for the state hash.</summary>
    public ReadOnlySpan<byte> Bytes(uint first, uint count) => _records.Bytes(first, count);

    public void Dispose()
    {
        Retire(_records);
        _index.Dispose();
    }

    private static uint IndexLength(uint capacity) => BitOperations.RoundUpToPowerOf2(capacity + capacity / 4 + 1);

    private void AddToIndex(in TKey key, uint slot)
    {
        if (_undo.IsRecording)
        {
            _undo.Save(UndoKind.Indexed, slot, default);
        }

        AddEntry(key, slot);
    }

    private void AddEntry(in TKey key, uint slot) => Insert(((ulong)(uint)TRecord.Hash(key, _seed) << 32) | (slot + 1));

    private void RemoveEntry(in TKey key, uint slot)
    {
        var position = (uint)TRecord.Hash(key, _seed) & _mask;
        while ((uint)_index[position] != slot + 1)
        {
            if (_index[position] == 0)
            {
                throw new InvalidOperationException($"Slot {slot} is not in its table's index: the core's state is broken.");
            }

            position = (position + 1) & _mask;
        }

        CloseGap(position);
    }

    private void Insert(ulong entry)
    {
        var position = (uint)(entry >> 32) & _mask;
        while (_index[position] != 0)
        {
            position = (position + 1) & _mask;
        }

        _index[position] = entry;
    }

    private void CloseGap(uint gap)
    {
        for (var position = (gap + 1) & _mask; _index[position] != 0; position = (position + 1) & _mask)
        {
            var home = (uint)(_index[position] >> 32) & _mask;
            var distanceFromHome = (position - home) & _mask;
            var distanceFromGap = (position - gap) & _mask;
            if (distanceFromHome >= distanceFromGap)
            {
                _index[gap] = _index[position];
                gap = position;
            }
        }

        _index[gap] = 0;
    }
}
