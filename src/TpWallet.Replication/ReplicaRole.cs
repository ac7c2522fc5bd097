namespace TpWallet.Replication;

/// <summary>What a replica is at the moment.</summary>
public enum ReplicaRole
{
    /// <summary>Follows a primary, or looks for one.</summary>
    Standby = 0,

    /// <summary>Sequences and commits.</summary>
    Primary = 1,

    /// <summary>Has stopped for good; <see cref="IReplicaHost.OnStopped"/> said why.</summary>
    Stopped = 2,
}
