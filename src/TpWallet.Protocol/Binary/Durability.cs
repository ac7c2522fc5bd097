namespace TpWallet.Protocol.Binary;

/// <summary>What a reply of this switch promises.</summary>
public enum Durability : byte
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>The command is on disk before its reply leaves.</summary>
    Fsync = 1,

    /// <summary>The command has left for the disk, and is lost when the machine stops before it arrives: for benchmarks.</summary>
    Memory = 2,
}
