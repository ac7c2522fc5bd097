using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace TpWallet.Core.Memory;

/// <summary>
/// Cache lines that will be needed: collected first, then asked for all at once. A prefetch of a large table holds the processor up until the
/// address of its page is known; several addresses are looked up at a time when the prefetches follow each other closely, hardly two with other
/// work between them.
/// </summary>
internal sealed unsafe class PrefetchList
{
    private const int CacheLine = 64;

    // More than a block of eight commands needs in its three stages, and the first block of a batch in any one: 32 commands name two accounts each.
    private const int LinesMax = 256;

    private readonly nuint[] _lines = new nuint[LinesMax];
    private int _count;

    /// <summary>Whether this processor can be asked.</summary>
    public static bool IsSupported => Sse.IsSupported;

    /// <summary>Adds the lines of a record, or of less. Lines beyond the most that are collected are not asked for.</summary>
    /// <param name="address">Where it begins; need not be an address that may be read.</param>
    /// <param name="size">Its size, bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(void* address, int size)
    {
        for (var offset = 0; offset < size && _count < _lines.Length; offset += CacheLine)
        {
            _lines[_count++] = (nuint)address + (nuint)offset;
        }
    }

    /// <summary>Asks at once for the lines of a single record, or of less.</summary>
    /// <inheritdoc cref="Add"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AskFor(void* address, int size)
    {
        if (Sse.IsSupported)
        {
            for (var offset = 0; offset < size; offset += CacheLine)
            {
                Sse.Prefetch0((byte*)address + offset);
            }
        }
    }

    /// <summary>Asks for what was added.</summary>
    public void Ask()
    {
        if (Sse.IsSupported)
        {
            foreach (var line in _lines.AsSpan(0, _count))
            {
                Sse.Prefetch0((void*)line);
            }
        }

        _count = 0;
    }
}
