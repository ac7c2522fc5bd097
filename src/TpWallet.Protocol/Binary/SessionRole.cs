namespace TpWallet.Protocol.Binary;

/// <summary>With whose authority a session speaks.</summary>
public enum SessionRole : byte
{
    /// <summary>Not a role.</summary>
    None = 0,

    /// <summary>One participant, for itself.</summary>
    Acquirer = 1,

    /// <summary>The operator of the switch, on behalf of the participant that each command names.</summary>
    Operator = 2,
}
