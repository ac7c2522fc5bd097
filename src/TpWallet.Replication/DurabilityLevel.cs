namespace TpWallet.Replication;

/// <summary>What an in-sync replica's acknowledgement promises.</summary>
public enum DurabilityLevel
{
    /// <summary>The batch survives a power cut of the replica.</summary>
    Fsync = 0,

    /// <summary>The batch is in the replica's memory; it survives as long as one in-sync replica runs.</summary>
    Memory = 1,
}
