using TpWallet.Replication.Views;

namespace TpWallet.Replication.Log;

/// <summary>What a replica's own records in its journal said at start.</summary>
/// <param name="AcceptedEpoch">The newest epoch that the replica has promised to obey; 0: none.</param>
/// <param name="Committed">Through where batches are known to be committed: the last commit record, or the snapshot if that reaches
/// further.</param>
/// <param name="HighestView">The view with the highest version that the replica has seen; null: none.</param>
public readonly record struct RecoveredState(ulong AcceptedEpoch, LogPosition Committed, View? HighestView);
