namespace TpWallet.Gateway.Sessions;

/// <summary>How a message came.</summary>
public enum SessionProtocol : byte
{
    /// <summary>Not known any more: the session had gone when the answer came.</summary>
    Unknown,

    /// <summary>The binary protocol.</summary>
    Binary,

    /// <summary>ISO 8583.</summary>
    Iso8583,

    /// <summary>REST.</summary>
    Rest,
}
