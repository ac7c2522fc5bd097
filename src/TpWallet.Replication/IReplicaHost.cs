using TpWallet.Replication.Log;

namespace TpWallet.Replication;

/// <summary>What a replica tells the process that it lives in. No call may come back into the replica.</summary>
public interface IReplicaHost
{
    /// <summary>
    /// Batches are committed through here: apply them and, if this process sequenced them, answer. Positions only grow; a replica that starts
    /// begins where its journal's last commit record says.
    /// </summary>
    void Commit(in LogPosition committed);

    /// <summary>
    /// The role changed. Whoever leaves <see cref="ReplicaRole.Primary"/> closes its clients' connections at once: a command that was sequenced
    /// gets its answer or none, never a refusal.
    /// </summary>
    void OnRole(ReplicaRole role, ulong epoch, NodeId primary);

    /// <summary>The primary's journal no longer reaches back to what this replica holds: it needs a snapshot of that member.</summary>
    void OnSnapshotNeeded(NodeId primary);

    /// <summary>The replica can't go on without risk to the books; it is silent from now on and the process must end.</summary>
    void OnStopped(StopReason reason, string explanation);
}
