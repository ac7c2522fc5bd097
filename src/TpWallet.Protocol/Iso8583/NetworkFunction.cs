namespace TpWallet.Protocol.Iso8583;

/// <summary>What a network management message asks for.</summary>
public enum NetworkFunction : byte
{
    /// <summary>Nothing that the profile knows.</summary>
    None,

    /// <summary>Financial messages follow.</summary>
    SignOn,

    /// <summary>No more financial messages follow.</summary>
    SignOff,

    /// <summary>Are you there?</summary>
    Echo,

    /// <summary>The next business date begins.</summary>
    CutOver,
}
