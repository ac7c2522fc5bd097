using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>Body of the cold start: the tier in which a wallet begins when it is opened or re-activated.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct ColdStartBody
{
    /// <summary>The tier; 0: no cold start.</summary>
    public ushort Tier;

    private readonly ushort _reserved;

    /// <summary>How long it lasts at least, seconds.</summary>
    public uint MinimumSeconds;

    /// <summary>How many payments must have been approved to leave it.</summary>
    public uint MinimumPayments;
}
