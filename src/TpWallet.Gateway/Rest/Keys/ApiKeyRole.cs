namespace TpWallet.Gateway.Rest.Keys;

/// <summary>What the holder of a key may do. Names are stored: they never change.</summary>
public enum ApiKeyRole
{
    /// <summary>Sends the commands of its participant and sees what is its participant's.</summary>
    Acquirer,

    /// <summary>Sends every command on behalf of every participant and sees everything.</summary>
    Operator,

    /// <summary>Sees what an acquirer of its participant sees, or everything when it has none; changes nothing.</summary>
    ReadOnly,
}
