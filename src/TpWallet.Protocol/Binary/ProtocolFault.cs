namespace TpWallet.Protocol.Binary;

/// <summary>What is wrong with a frame.</summary>
/// <param name="Code">The error.</param>
/// <param name="Detail">The offending number, as <see cref="ProtocolErrorCode"/> says for each code; otherwise zero.</param>
public readonly record struct ProtocolFault(ProtocolErrorCode Code, uint Detail)
{
    /// <summary>Nothing is wrong.</summary>
    public static ProtocolFault None => default;

    /// <summary>True when nothing is wrong.</summary>
    public bool IsNone => Code == ProtocolErrorCode.None;
}
