using System.Runtime.InteropServices;
using TpWallet.Core.Memory;
using TpWallet.Messages;

namespace TpWallet.Core.Limits;

/// <summary>The limits of one tier in one currency. 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct TierLimit : IKeyed<uint>
{
    [FieldOffset(0)] public uint TierAndCurrency;
    [FieldOffset(8)] public TierLimitBody Limits;

    public uint Key
    {
        readonly get => TierAndCurrency;
        set => TierAndCurrency = value;
    }

    public static uint KeyOf(ushort tier, Currency currency) => ((uint)tier << 16) | (ushort)currency;

    public static ulong Hash(in uint key, ulong seed) => Mix.Fold(key, seed);
}
