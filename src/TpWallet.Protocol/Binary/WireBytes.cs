using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace TpWallet.Protocol.Binary;

/// <summary>Between a blittable struct and its bytes: a bounds check and a copy. A big-endian machine is refused.</summary>
internal static class WireBytes
{
    public static bool TryRead<T>(ReadOnlySpan<byte> source, out T value) where T : unmanaged
    {
        RequireLittleEndian();
        return MemoryMarshal.TryRead(source, out value);
    }

    public static bool TryWrite<T>(Span<byte> destination, in T value) where T : unmanaged
    {
        RequireLittleEndian();
        return MemoryMarshal.TryWrite(destination, in value);
    }

    /// <summary>A constant to the JIT compiler: costs nothing where it holds.</summary>
    public static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
        {
            ThrowBigEndian();
        }
    }

    [DoesNotReturn]
    private static void ThrowBigEndian() =>
        throw new PlatformNotSupportedException("Frames are little-endian structs in memory; this machine is big-endian.");
}
