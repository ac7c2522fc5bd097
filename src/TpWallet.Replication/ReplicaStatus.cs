using TpWallet.Replication.Log;
using TpWallet.Replication.Views;

namespace TpWallet.Replication;

/// <summary>Where a replica stands, for people and metrics.</summary>
/// <param name="Node">The replica.</param>
/// <param name="Role">Its role.</param>
/// <param name="AcceptedEpoch">The newest epoch promised.</param>
/// <param name="Primary">The primary of that epoch, as far as known.</param>
/// <param name="JournalId">Its journal.</param>
/// <param name="Tail">Its last batch.</param>
/// <param name="Committed">Its last batch known to be committed.</param>
/// <param name="IsJoined">As a standby: whether it follows the primary's log.</param>
/// <param name="IsStuck">As the primary: whether nothing moves although something waits.</param>
/// <param name="View">The newest view seen, in earlier runs included; null: none.</param>
public sealed record ReplicaStatus(
    NodeId Node,
    ReplicaRole Role,
    ulong AcceptedEpoch,
    NodeId Primary,
    Guid JournalId,
    LogPosition Tail,
    LogPosition Committed,
    bool IsJoined,
    bool IsStuck,
    View? View);
