using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>One movement between two accounts of one currency: the record that leaves the core beside the reply. 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct Posting
{
    /// <summary>Size of a posting, bytes.</summary>
    public const int Size = 64;

    /// <summary>Sequence of the command that caused it.</summary>
    [FieldOffset(0)] public ulong Sequence;

    /// <summary>The account that pays.</summary>
    [FieldOffset(8)] public ulong DebitAccount;

    /// <summary>The account that receives.</summary>
    [FieldOffset(16)] public ulong CreditAccount;

    /// <summary>Amount, minor units; positive.</summary>
    [FieldOffset(24)] public long Amount;

    /// <summary>The request that the movement belongs to: of a capture or release, the authorization's.</summary>
    [FieldOffset(32)] public RequestId Reference;

    /// <summary>When, milliseconds since 1970-01-01 UTC.</summary>
    [FieldOffset(48)] public long TimeMs;

    /// <summary>Currency of the amount and of both accounts.</summary>
    [FieldOffset(56)] public Currency Currency;

    /// <summary>What the movement does.</summary>
    [FieldOffset(58)] public PostingKind Kind;
}
