using System.Runtime.CompilerServices;
using TpWallet.Core.Memory;

namespace TpWallet.Core.Payments;

/// <summary>
/// The running deadlines, the earliest first; among equal ones the older request. A heap over the payments' slots that knows where each slot stands,
/// so a deadline that is met early is taken out at once. Derived from the payments: not part of the state hash.
/// </summary>
internal sealed class DeadlineHeap(uint capacity) : IDisposable
{
    /// <summary>Bytes of address space of one deadline and its place.</summary>
    public static uint BytesPerDeadline => (uint)Unsafe.SizeOf<Deadline>() + sizeof(uint);

    /// <summary>Four children lie on two cache lines, and half as many levels are touched as with two.</summary>
    private const uint Arity = 4;

    private NativeArray<Deadline> _heap = new(capacity);
    private NativeArray<uint> _places = new(capacity);
    private uint _count;

    /// <summary>The earliest deadline, or <see cref="long.MaxValue"/>.</summary>
    public long EarliestMs => _count == 0 ? long.MaxValue : _heap[0].TimeMs;

    /// <summary>The slot of the earliest deadline; there must be one.</summary>
    public uint EarliestSlot => _heap[0].Slot;

    /// <summary>Makes the heap agree with a payment's deadline; 0 takes it out.</summary>
    public void Set(uint slot, long timeMs, ulong sequence)
    {
        var place = _places[slot];
        if (timeMs == 0)
        {
            if (place != 0)
            {
                Remove(slot, place - 1);
            }

            return;
        }

        var deadline = new Deadline(timeMs, sequence, slot);
        if (place == 0)
        {
            MoveUp(_count++, deadline);
        }
        else if (_heap[place - 1].TimeMs != timeMs || _heap[place - 1].Sequence != sequence)
        {
            Replace(place - 1, deadline);
        }
    }

    /// <summary>The memory: no more places are used than there are payments.</summary>
    public TablePart[] PartsBeside(RecordTable payments) =>
        [new(_heap, payments, Unsafe.SizeOf<Deadline>()), new(_places, payments, sizeof(uint))];

    public void Grow(uint size)
    {
        (_heap, _places) = (Larger(_heap, size), Larger(_places, size));

        static NativeArray<T> Larger<T>(NativeArray<T> old, uint size) where T : unmanaged
        {
            var larger = new NativeArray<T>(size);
            old.CopyTo(larger, old.Length);
            old.Dispose();
            return larger;
        }
    }

    public void Dispose()
    {
        _heap.Dispose();
        _places.Dispose();
    }

    private void Remove(uint slot, uint place)
    {
        _places[slot] = 0;
        var last = _heap[--_count];
        if (place != _count)
        {
            Replace(place, last);
        }
    }

    private void Replace(uint place, in Deadline deadline)
    {
        if (place > 0 && deadline.IsBefore(_heap[(place - 1) / Arity]))
        {
            MoveUp(place, deadline);
        }
        else
        {
            MoveDown(place, deadline);
        }
    }

    private void MoveUp(uint place, in Deadline deadline)
    {
        while (place > 0 && deadline.IsBefore(_heap[(place - 1) / Arity]))
        {
            Put(place, _heap[(place - 1) / Arity]);
            place = (place - 1) / Arity;
        }

        Put(place, deadline);
    }

    private void MoveDown(uint place, in Deadline deadline)
    {
        while (true)
        {
            var first = Arity * place + 1;
            if (first >= _count)
            {
                break;
            }

            var child = EarliestOf(first, Math.Min(first + Arity, _count));
            if (!_heap[child].IsBefore(deadline))
            {
                break;
            }

            Put(place, _heap[child]);
            place = child;
        }

        Put(place, deadline);
    }

    private uint EarliestOf(uint first, uint end)
    {
        var earliest = first;
        for (var place = first + 1; place < end; place++)
        {
            if (_heap[place].IsBefore(_heap[earliest]))
            {
                earliest = place;
            }
        }

        return earliest;
    }

    private void Put(uint place, in Deadline deadline)
    {
        ref var target = ref _heap[place];
        target.TimeMs = deadline.TimeMs;
        target.Sequence = deadline.Sequence;
        target.Slot = deadline.Slot;
        _places[deadline.Slot] = place + 1;
    }

    private struct Deadline(long timeMs, ulong sequence, uint slot)
    {
        public long TimeMs = timeMs;
        public ulong Sequence = sequence;
        public uint Slot = slot;

        public readonly bool IsBefore(in Deadline other) => TimeMs < other.TimeMs || (TimeMs == other.TimeMs && Sequence < other.Sequence);
    }
}
