namespace TpWallet.Messages;

/// <summary>Bits of <see cref="Command.Flags"/>. A bit that is not named here must be zero.</summary>
[Flags]
public enum CommandFlags : byte
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Given with an operator's authority. Set by the gateway from the session's role, never taken from an acquirer.</summary>
    Operator = 1,

    /// <summary>The next command belongs to the same chain: all of it happens, or nothing.</summary>
    Linked = 2,

    /// <summary>An authorization or purchase may be approved for less than was asked for.</summary>
    AllowPartialApproval = 4,

    /// <summary>Further captures follow: what is not captured stays held.</summary>
    MoreCapturesFollow = 8,

    /// <summary>The payer's account is named by an instrument bound to it.</summary>
    ByInstrument = 16,

    /// <summary>A refund that names no original.</summary>
    Unlinked = 32,
}
