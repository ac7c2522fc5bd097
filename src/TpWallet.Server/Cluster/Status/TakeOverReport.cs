namespace TpWallet.Server.Cluster.Status;

/// <summary>A change of the primary, told by the new one.</summary>
/// <param name="Epoch">The epoch that began.</param>
/// <param name="At">When it began to serve.</param>
/// <param name="WithoutPrimaryMs">How long before that the old primary was heard last, milliseconds.</param>
internal sealed record TakeOverReport(ulong Epoch, DateTimeOffset At, long WithoutPrimaryMs);
