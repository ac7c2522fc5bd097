namespace TpWallet.Server.Cluster.Status;

/// <summary>What the primary knows of another member.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Joined">Whether it follows the primary's log.</param>
/// <param name="Acknowledged">Through which sequence it is known to hold the log.</param>
/// <param name="SilentMs">For how long it has not moved while it should, milliseconds.</param>
internal sealed record StandbyReport(string Node, bool Joined, ulong Acknowledged, long SilentMs);
