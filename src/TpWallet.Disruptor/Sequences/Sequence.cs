using System.Runtime.CompilerServices;

namespace TpWallet.Disruptor.Sequences;

/// <summary>A counter that one thread advances, or several swap, and others watch; padded on both sides.</summary>
internal sealed class Sequence
{
    private PaddedLong _cell;

    internal Sequence(long initial) => _cell.Value = initial;

    /// <summary>The value, read with acquire: what its writer did before is seen by whatever the reader does next.</summary>
    internal long Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _cell.Value);
    }

    /// <summary>Sets the value with release: all that the caller read and wrote before stays before it. It isn't a full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetRelease(long value) => Volatile.Write(ref _cell.Value, value);

    /// <summary>Replaces the value if it is still <paramref name="expected"/>. Full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool CompareAndSet(long expected, long value) => Interlocked.CompareExchange(ref _cell.Value, value, expected) == expected;

    /// <summary>Sets bits and returns the value from before. Full fence.</summary>
    internal long Or(long bits) => Interlocked.Or(ref _cell.Value, bits);
}
