using System.Runtime.InteropServices;
using TpWallet.Core.Memory;

namespace TpWallet.Core.Fees;

/// <summary>What one participant pays for one kind of movement in one currency. 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct Fee : IKeyed<FeeKey>
{
    [FieldOffset(0)] public FeeKey Subject;

    /// <summary>Fixed part, minor units.</summary>
    [FieldOffset(8)] public long Fixed;

    /// <summary>Slot of the account that collects it.</summary>
    [FieldOffset(16)] public uint Collector;

    [FieldOffset(20)] public ushort BasisPoints;

    public FeeKey Key
    {
        readonly get => Subject;
        set => Subject = value;
    }

    /// <summary>The fee of an amount: fixed part plus basis points, rounded down; never more than the amount.</summary>
    public readonly long Of(long amount) => (long)Int128.Min(Fixed + (Int128)amount * BasisPoints / 10_000, amount);

    public static ulong Hash(in FeeKey key, ulong seed) =>
        Mix.Fold(((ulong)key.Participant << 32) | ((ulong)key.On << 16) | (ulong)key.Currency, seed);
}
