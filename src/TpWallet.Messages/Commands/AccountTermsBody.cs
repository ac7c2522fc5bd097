using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>Body of an account's terms.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct AccountTermsBody
{
    /// <summary>The account.</summary>
    public ulong Account;

    /// <summary>How far below zero it may go, minor units, 0 or more.</summary>
    public long CreditLimit;

    /// <summary>What must always stay, minor units, 0 or more; not together with a credit limit.</summary>
    public long MinimumBalance;

    /// <summary>Its tier; 0: no limits.</summary>
    public ushort Tier;

    private readonly ushort _reserved;

    private readonly uint _reserved2;
}
