using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TpWallet.Core.Memory;

/// <summary>
/// Records in the order in which they were added, and an index over them. Sizes are fixed until <see cref="Grow"/>;
/// nothing is allocated by look-ups, additions or removals. Hot path.
/// </summary>
internal sealed unsafe partial class KeyedTable<TKey, TRecord> : RecordTable, IDisposable
    where TKey : struct, IEquatable<TKey>
    where TRecord : unmanaged, IKeyed<TKey>
{
    private readonly ulong _seed;
    private readonly UndoLog<TRecord> _undo = new();
    private NativeArray<TRecord> _records;
    private SlotIndex _index;

    /// <summary>Where the records begin, and how many fit: copied from their array, so that a record is one step away instead of two.</summary>
    private TRecord* _first;
    private uint _capacity;
    private uint _highWater;

    /// <summary>Whether someone wants to know how records were before they change: a chain that may be undone, or a cut.</summary>
    private bool _isWatched;

    public KeyedTable(uint capacity, ulong seed)
    {
        _seed = seed;
        _index = new SlotIndex(capacity);
        Use(new NativeArray<TRecord>(capacity));
    }

    /// <summary>How many records fit.</summary>
    public override uint Capacity => _capacity;

    /// <summary>Slots handed out so far: records are in slots below this.</summary>
    public override uint HighWater => _highWater;

    public override int RecordSize => sizeof(TRecord);

    /// <summary>Bytes of address space of one record and its share of the index.</summary>
    public static uint BytesPerRecord(uint capacity) =>
        (uint)sizeof(TRecord) + (uint)(SlotIndex.BytesFor(capacity) / capacity);

    public bool HasRoom => _highWater < Capacity;

    /// <summary>The memory.</summary>
    public TablePart[] Parts => [new(_index, null, 0), new(_records, this, RecordSize)];

    /// <summary>A record, to read. What changes it goes through <see cref="Modify"/>.</summary>
    public ref readonly TRecord this[uint slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref At(slot);
    }

    /// <summary>A record, to change: the only way in which a record that exists is changed. Valid until the end of the command.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TRecord Modify(uint slot)
    {
        ref var record = ref At(slot);
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
                    At(slot) = record;
                    break;
                case UndoKind.Indexed:
                    RemoveEntry(At(slot).Key, slot);
                    break;
                case UndoKind.Unindexed:
                    AddEntry(At(slot).Key, slot);
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
        var tag = TagOf(key);
        for (var line = _index.HomeOf(tag); ; line = _index.After(line))
        {
            for (var candidates = SlotIndex.WithTag(line, tag); candidates != 0; candidates &= candidates - 1)
            {
                slot = SlotIndex.FirstSlot(line, candidates);
                if (At(slot).Key.Equals(key))
                {
                    return true;
                }
            }

            if (SlotIndex.HasRoom(line))
            {
                slot = 0;
                return false;
            }
        }
    }

    /// <summary>Takes the next fresh slot for a key that is not in the table; the record is zeroed but for its key.</summary>
    public ref TRecord Add(in TKey key, out uint slot)
    {
        slot = _highWater;
        ref var record = ref At(slot);
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
    public void PrefetchIndex(in TKey key) => PrefetchList.AskFor(_index.HomeOf(TagOf(key)), 1);

    /// <summary>Collects the index line of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CollectIndex(in TKey key, PrefetchList lines) => lines.Add(_index.HomeOf(TagOf(key)), 1);

    /// <summary>
    /// Collects the record of a key whose index line has arrived. A guess: only the key's home is looked at, and only its tag is compared.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CollectRecord(in TKey key, PrefetchList lines)
    {
        var tag = TagOf(key);
        var line = _index.HomeOf(tag);
        var candidates = SlotIndex.WithTag(line, tag);
        if (candidates != 0)
        {
            CollectSlot(SlotIndex.FirstSlot(line, candidates), lines);
        }
    }

    /// <summary>Collects all cache lines of a record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CollectSlot(uint slot, PrefetchList lines) => lines.Add(_first + slot, sizeof(TRecord));

    /// <summary>Asks for all cache lines of a record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchSlot(uint slot) => PrefetchList.AskFor(_first + slot, sizeof(TRecord));

    /// <summary>
    /// Moves everything into larger arrays. Takes time in proportion to the table: it is a deliberate act of the operator.
    /// </summary>
    /// <param name="capacity">How many records fit from then on.</param>
    /// <param name="first">Of a full table that is a ring: the slot that becomes slot 0.</param>
    public void Grow(uint capacity, uint first = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, Capacity);

        // Both, or none: the system may refuse the second.
        var index = new SlotIndex(capacity);
        var records = new NativeArray<TRecord>(capacity);
        _index.CopyTo(index, first, _highWater);
        _index.Dispose();
        _index = index;

        _records.CopyTo(records, first, 0, _highWater - first);
        _records.CopyTo(records, 0, _highWater - first, first);
        Retire(_records);
        Use(records);
    }

    /// <summary>The bytes of records in slot order, in pieces, for the state hash.</summary>
    public ReadOnlySpan<byte> Bytes(uint first, uint count) => _records.Bytes(first, count);

    public void Dispose()
    {
        Retire(_records);
        _index.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint TagOf(in TKey key) => SlotIndex.TagOf(TRecord.Hash(key, _seed));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref TRecord At(uint slot)
    {
        if (slot >= _capacity)
        {
            ThrowOutOfRange(slot);
        }

        return ref _first[slot];
    }

    [MemberNotNull(nameof(_records))]
    private void Use(NativeArray<TRecord> records)
    {
        _records = records;
        _first = records.Items;
        _capacity = records.Length;
    }

    private void ThrowOutOfRange(uint slot) =>
        throw new InvalidOperationException($"Slot {slot} of a table of {_capacity} does not exist: the core's state is broken.");

    private void AddToIndex(in TKey key, uint slot)
    {
        if (_undo.IsRecording)
        {
            _undo.Save(UndoKind.Indexed, slot, default);
        }

        AddEntry(key, slot);
    }

    private void AddEntry(in TKey key, uint slot) => _index.Add(TagOf(key), slot);

    private void RemoveEntry(in TKey key, uint slot) => _index.Remove(TagOf(key), slot);
}
