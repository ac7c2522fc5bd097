namespace TpWallet.Server.Bench;

/// <summary>What the load generator speaks.</summary>
internal enum BenchProtocol
{
    /// <summary>The binary protocol.</summary>
    Binary,

    /// <summary>REST, one request at a time on each connection.</summary>
    Rest,
}
