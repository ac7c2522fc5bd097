using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>Body of an instrument's binding and of a change of its status.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct InstrumentBody
{
    /// <summary>The opaque token that stands for the instrument; not zero. Never a card number.</summary>
    public ulong Token;

    /// <summary>The wallet that it pays from.</summary>
    public ulong Account;

    /// <summary>What it is.</summary>
    public InstrumentKind Kind;

    /// <summary>Its status.</summary>
    public InstrumentStatus Status;

    /// <summary>The tier of its own limits, beside the account's; 0: none.</summary>
    public ushort Tier;

    private readonly uint _reserved;
}
