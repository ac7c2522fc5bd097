namespace TpWallet.Server.Bench;

/// <summary>What the load generator speaks.</summary>
internal enum BenchProtocol
{
    /// <summary>The binary protocol.</summary>
    Binary,

    /// <summary>REST, one request at a time on each connection.</summary>
    Rest,

    /// <summary>ISO 8583:1987 in ASCII, authorizations of twenty data elements.</summary>
    Iso8583,
}
