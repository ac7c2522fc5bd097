using System.Numerics;
using System.Runtime.InteropServices;

namespace TpWallet.Persistence.Journal;

/// <summary>CRC-32C (Castagnoli) on the processor's instruction, 8 bytes at a time.</summary>
internal static class Crc32C
{
    public const uint Seed = uint.MaxValue;

    /// <summary>The checksum of <paramref name="bytes"/>.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Append(Seed, bytes);

    /// <summary>Carries a running checksum, begun with <see cref="Seed"/> and inverted at the end, over more bytes.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return crc;
    }
}
