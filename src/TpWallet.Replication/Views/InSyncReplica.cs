namespace TpWallet.Replication.Views;

/// <summary>
/// A member of the in-sync set: a node with the journal that it had when it was swapped in. A node that lost its journal, or its memory where that
/// is all there is, comes back under another id and is a stranger.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="JournalId">Its journal.</param>
public readonly record struct InSyncReplica(NodeId Node, Guid JournalId);
