using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TpWallet.Core.Memory;

/// <summary>
/// Finds the slots of keys: an open-addressing index whose unit is the cache line, of eight entries. A key's entry is in its home line or, while
/// that is full, in the next one that isn't; all entries of a line are compared at once. So a look-up mostly waits for one line, and the processor
/// has nothing to guess about how many entries it passes. Hot path.
/// </summary>
/// <remarks>
/// An entry is 64 bits: the low half of the key's hash, its tag, which also gives the home, and the slot plus one. An empty one is 0. The index is
/// filled to 80 % at most. Removal moves entries back instead of leaving tombstones: all lines from an entry's home to its own, without that, are
/// full.
/// </remarks>
internal sealed unsafe class SlotIndex : NativeBlock
{
    private const int LineEntries = 8;

    // Of the sixteen halves of a line's entries: those that hold slots, and those that hold tags.
    private const uint SlotHalves = 0x5555;
    private const uint TagHalves = 0xAAAA;

    private readonly ulong* _entries;
    private readonly uint _lineMask;

    /// <param name="capacity">How many keys are there at most.</param>
    public SlotIndex(uint capacity)
        : base(BytesFor(capacity))
    {
        _entries = (ulong*)First;
        _lineMask = (uint)(BytesFor(capacity) / (LineEntries * sizeof(ulong))) - 1;
    }

    /// <summary>Size of an index for so many keys, bytes.</summary>
    public static ulong BytesFor(uint capacity) =>
        Math.Max(BitOperations.RoundUpToPowerOf2((ulong)capacity + capacity / 4 + 1), LineEntries) * sizeof(ulong);

    /// <summary>The tag that a hash gives; never 0, which an empty entry would match.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint TagOf(ulong hash) => Math.Max((uint)hash, 1);

    /// <summary>The line in which to begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong* HomeOf(uint tag) => LineAt(tag & _lineMask);

    /// <summary>The line that follows.</summary>
    public ulong* After(ulong* line) => LineAt((NumberOf(line) + 1) & _lineMask);

    /// <summary>Which entries of a line have a tag: a bit for each, in every second place, the first in place 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint WithTag(ulong* line, uint tag) => HalvesEqualTo(line, tag) & TagHalves;

    /// <summary>Whether a line has an empty entry: nothing whose home it is lies behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasRoom(ulong* line) => (HalvesEqualTo(line, 0) & SlotHalves) != 0;

    /// <summary>The slot in the first entry of a set that <see cref="WithTag"/> gave.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FirstSlot(ulong* line, uint entries) => (uint)line[BitOperations.TrailingZeroCount(entries) / 2] - 1;

    /// <summary>Adds a slot under a tag; there must be room.</summary>
    public void Add(uint tag, uint slot)
    {
        var line = HomeOf(tag);
        uint free;
        while ((free = HalvesEqualTo(line, 0) & SlotHalves) == 0)
        {
            line = After(line);
        }

        line[BitOperations.TrailingZeroCount(free) / 2] = EntryOf(tag, slot);
    }

    /// <summary>Removes a slot that was added under a tag.</summary>
    /// <exception cref="InvalidOperationException">It wasn't: the state is broken.</exception>
    public void Remove(uint tag, uint slot)
    {
        var line = HomeOf(tag);
        uint found;
        while ((found = EntriesEqualTo(line, EntryOf(tag, slot))) == 0)
        {
            if (HasRoom(line))
            {
                throw new InvalidOperationException($"Slot {slot} is not in its table's index: the core's state is broken.");
            }

            line = After(line);
        }

        var wasFull = !HasRoom(line);
        var hole = line + BitOperations.TrailingZeroCount(found);
        *hole = 0;
        if (wasFull)
        {
            MoveBack(hole, line);
        }
    }

    /// <summary>Adds every entry to a larger index.</summary>
    /// <param name="larger">Where to.</param>
    /// <param name="first">The slot that becomes slot 0 there.</param>
    /// <param name="slots">How many slots there are; those before the first come last.</param>
    public void CopyTo(SlotIndex larger, uint first, uint slots)
    {
        for (ulong position = 0; position < ((ulong)_lineMask + 1) * LineEntries; position++)
        {
            var entry = _entries[position];
            if (entry != 0)
            {
                var slot = (uint)entry - 1;
                larger.Add((uint)(entry >> 32), slot >= first ? slot - first : slot + (slots - first));
            }
        }
    }

    private static ulong EntryOf(uint tag, uint slot) => ((ulong)tag << 32) | (slot + 1);

    private static uint EntriesEqualTo(ulong* line, ulong entry) =>
        (uint)Vector512.Equals(Vector512.Load(line), Vector512.Create(entry)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint HalvesEqualTo(ulong* line, uint half) =>
        (uint)Vector512.Equals(Vector512.Load((uint*)line), Vector512.Create(half)).ExtractMostSignificantBits();

    /// <summary>
    /// Fills the hole in a line that was full from the lines behind it, and the hole that this makes, until no entry is too far from home.
    /// </summary>
    private void MoveBack(ulong* hole, ulong* holeLine)
    {
        var line = holeLine;
        bool wasFull;
        do
        {
            line = After(line);
            wasFull = !HasRoom(line);
            var moved = FirstFromBefore(line, holeLine);
            if (moved is not null)
            {
                *hole = *moved;
                *moved = 0;
                hole = moved;
                holeLine = line;
            }
        }
        while (wasFull);
    }

    /// <summary>The first entry of a line whose home is a certain earlier line or still before that; null: there is none.</summary>
    private ulong* FirstFromBefore(ulong* line, ulong* earlier)
    {
        var distance = (NumberOf(line) - NumberOf(earlier)) & _lineMask;
        for (var entry = line; entry < line + LineEntries; entry++)
        {
            if (*entry != 0 && ((NumberOf(line) - (uint)(*entry >> 32)) & _lineMask) >= distance)
            {
                return entry;
            }
        }

        return null;
    }

    private ulong* LineAt(uint number) => _entries + (nuint)number * LineEntries;

    private uint NumberOf(ulong* line) => (uint)((line - _entries) / LineEntries);
}
