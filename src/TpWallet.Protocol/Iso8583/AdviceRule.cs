namespace TpWallet.Protocol.Iso8583;

/// <summary>How an advice that the switch refuses is answered.</summary>
public enum AdviceRule : byte
{
    /// <summary>With the refusal's own code.</summary>
    Result,

    /// <summary>As accepted, because the sender can't change what has happened; the refusal is put before people instead.</summary>
    Accept,
}
