using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace TpWallet.Core.Memory;

/// <summary>Bit mixing for hash tables and fingerprints: the folded 128-bit product, the same on every machine.</summary>
internal static class Mix
{
    private const ulong OddA = 0x9E3779B97F4A7C15;
    private const ulong OddB = 0xD6E8FEB86659FD93;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Fold(ulong left, ulong right)
    {
        left ^= OddA;
        right ^= OddB;
        if (Bmi2.X64.IsSupported)
        {
            // Two multiplications in registers; BigMul hands its low half over through memory, which takes longer than the second one.
            return Bmi2.X64.MultiplyNoFlags(left, right) ^ (left * right);
        }

        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }
}
