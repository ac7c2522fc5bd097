using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>Body of a change of an account's status.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct AccountStatusBody
{
    /// <summary>The account.</summary>
    public ulong Account;

    /// <summary>The new status.</summary>
    public AccountStatus Status;

    private readonly byte _reserved;

    private readonly ushort _reserved2;

    private readonly uint _reserved3;
}
