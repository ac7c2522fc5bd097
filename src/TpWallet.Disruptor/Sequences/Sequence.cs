using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TpWallet.Disruptor.Sequences;

/// <summary>
/// A counter that one thread advances and others watch, alone on its cache lines: 128 bytes before and after it belong to nobody,
/// because processors fetch lines in pairs.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = (2 * Padding) + sizeof(long))]
internal sealed class Sequence
{
    /// <summary>Bytes kept free on either side of the value.</summary>
    internal const int Padding = 128;

    [FieldOffset(Padding)] private long _value;

    internal Sequence(long initial) => _value = initial;

    /// <summary>The value, read with acquire: what its writer did before is seen by whatever the reader does next.</summary>
    internal long Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _value);
    }

    /// <summary>Sets the value with release: all that the caller read and wrote before stays before it. It isn't a full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetRelease(long value) => Volatile.Write(ref _value, value);

    /// <summary>Replaces the value if it is still <paramref name="expected"/>. Full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool CompareAndSet(long expected, long value) => Interlocked.CompareExchange(ref _value, value, expected) == expected;

    /// <summary>Sets bits and returns the value from before. Full fence.</summary>
    internal long Or(long bits) => Interlocked.Or(ref _value, bits);
}
