namespace TpWallet.Server.Configuration;

/// <summary>When a reply may leave.</summary>
internal enum Durability
{
    /// <summary>When its command is on disk.</summary>
    Fsync,

    /// <summary>At once; nothing is written. For benchmarks alone.</summary>
    Memory,
}
