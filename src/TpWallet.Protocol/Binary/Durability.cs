namespace TpWallet.Protocol.Binary;

/// <summary>What a reply of this switch promises.</summary>
public enum Durability : byte
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>The command is on disk before its reply leaves.</summary>
    Fsync = 1,

    /// <summary>The command is in memory only and lost with the process: for benchmarks.</summary>
    Memory = 2,
}
