namespace TpWallet.Replication;

/// <summary>What a primary knows of another member.</summary>
/// <param name="Node">The member.</param>
/// <param name="JournalId">The journal under which it follows; empty: it was not heard in this epoch.</param>
/// <param name="IsJoined">Whether it follows this primary's log.</param>
/// <param name="Acknowledged">Through which sequence it holds the log, as far as known in this epoch.</param>
/// <param name="SilentMs">For how long it has neither come closer to the tail nor been at it, milliseconds.</param>
public readonly record struct StandbyStatus(NodeId Node, Guid JournalId, bool IsJoined, ulong Acknowledged, long SilentMs);
