namespace TpWallet.Messages;

/// <summary>Bits of <see cref="Command.Flags"/>. A bit that is not named here must be zero.</summary>
[Flags]
public enum CommandFlags : byte
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Given with an operator's authority. Set by the gateway from the session's role, never taken from an acquirer.</summary>
    Operator = 1,
}
