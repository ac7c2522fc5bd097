using TpWallet.Core.Memory;

namespace TpWallet.Core.Idempotency;

/// <summary>
/// The requests that were answered last, with their answers, in the order in which they were applied: a ring. When it is full each new one takes
/// the place of the oldest, if history durably holds that; so each command pays for one eviction at most, and nothing is ever swept.
/// </summary>
internal sealed class DuplicateTable(uint capacity, ulong seed) : IDisposable
{
    /// <summary>How far ahead free places are asked for: they are written in order, but each is a new cache line.</summary>
    private const uint PlacesAhead = 8;

    private readonly KeyedTable<RequestKey, DuplicateEntry> _table = new(capacity, seed);

    /// <summary>What was forgotten, and what history holds.</summary>
    public IdempotencyWindow Window { get; set; }

    public KeyedTable<RequestKey, DuplicateEntry> Table => _table;

    public uint Capacity => _table.Capacity;

    public uint Count => _table.HighWater;

    /// <summary>The slot of the oldest; 0 until the table has been full.</summary>
    public uint Oldest { get; private set; }

    public ref readonly DuplicateEntry this[uint slot] => ref _table[slot];

    public bool TryFind(in RequestKey key, out uint slot) => _table.TryFind(key, out slot);

    /// <summary>Whether so many more can be remembered, in free places or in those of old ones that may be forgotten.</summary>
    public bool HasRoomFor(int count)
    {
        var missing = count - (long)(Capacity - Count);
        return missing <= 0 || (missing <= Capacity && _table[SlotAt((uint)missing - 1)].Sequence <= Window.DurableThrough);
    }

    /// <summary>Adds a request that is not in the table; there must be room.</summary>
    public ref DuplicateEntry Add(in RequestKey key)
    {
        if (_table.HasRoom)
        {
            _table.PrefetchSlot(_table.HighWater + PlacesAhead);
            return ref _table.Add(key, out _);
        }

        var slot = Oldest;
        ref readonly var evicted = ref _table[slot];
        Window = Window with { EvictedThrough = evicted.Sequence, EvictedThroughTimeMs = evicted.TimeMs };
        _table.RemoveFromIndex(evicted.Key, slot);
        Oldest = SlotAt(1);
        PrefetchOldest();
        return ref _table.Reuse(slot, key);
    }

    /// <summary>Makes the table larger; the oldest comes to stand in slot 0, so that the free places follow the newest.</summary>
    public void Grow(uint size)
    {
        _table.Grow(size, Oldest);
        Oldest = 0;
    }

    public void Dispose() => _table.Dispose();

    /// <summary>The slot of the one that many places behind the oldest.</summary>
    private uint SlotAt(uint place) => place < Capacity - Oldest ? Oldest + place : place - (Capacity - Oldest);

    /// <summary>Asks for what the next eviction will need: its index line, and the record after it.</summary>
    private void PrefetchOldest()
    {
        _table.PrefetchIndex(_table[Oldest].Key);
        _table.PrefetchSlot(SlotAt(1));
    }
}
