using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>Body of a fee: fixed plus basis points of the amount, never more than the amount.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct FeeBody
{
    /// <summary>Fixed part, minor units, 0 or more.</summary>
    public long Fixed;

    /// <summary>The fee account that collects it, of any participant, in the currency.</summary>
    public ulong FeeAccount;

    /// <summary>The kind of movement: capture, purchase, refund, transfer, deposit or withdrawal.</summary>
    public CommandKind On;

    /// <summary>Part of the amount in basis points, 0 to 10,000, rounded down.</summary>
    public ushort BasisPoints;

    /// <summary>The currency.</summary>
    public Currency Currency;

    private readonly ushort _reserved;
}
