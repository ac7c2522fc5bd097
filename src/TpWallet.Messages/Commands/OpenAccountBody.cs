using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>Body of an account opening.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct OpenAccountBody
{
    /// <summary>The new account's number, chosen by the operator; not zero.</summary>
    public ulong Account;

    /// <summary>What the account is for.</summary>
    public AccountKind Kind;

    private readonly byte _reserved;

    /// <summary>Its one currency.</summary>
    public Currency Currency;

    private readonly uint _reserved2;
}
