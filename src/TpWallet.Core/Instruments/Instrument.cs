using System.Runtime.InteropServices;
using TpWallet.Core.Limits;
using TpWallet.Core.Memory;
using TpWallet.Messages;

namespace TpWallet.Core.Instruments;

/// <summary>A card, bank account, NFC token or QR code bound to a wallet, known by an opaque token. 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct Instrument : IKeyed<ulong>
{
    /// <summary>The slot that stands for "no instrument".</summary>
    public const uint None = uint.MaxValue;

    [FieldOffset(0)] public ulong Token;

    /// <summary>Slot of the wallet.</summary>
    [FieldOffset(8)] public uint Account;

    [FieldOffset(12)] public InstrumentKind Kind;

    [FieldOffset(13)] public InstrumentStatus Status;

    /// <summary>Whose limits apply beside the account's; 0: none.</summary>
    [FieldOffset(14)] public ushort Tier;

    [FieldOffset(16)] public Usage Usage;

    public ulong Key
    {
        readonly get => Token;
        set => Token = value;
    }

    public static ulong Hash(in ulong key, ulong seed) => Mix.Fold(key, seed);
}
