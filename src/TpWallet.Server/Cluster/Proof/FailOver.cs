namespace TpWallet.Server.Cluster.Proof;

/// <summary>One fail-over, as those saw it who pay.</summary>
/// <param name="Killed">The primary that was killed.</param>
/// <param name="Successor">The primary after it.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="AtMs">When it was killed, milliseconds since the begin of the load.</param>
/// <param name="FirstPaymentMs">From the kill to the first payment that the successor acknowledged, milliseconds.</param>
/// <param name="RejoinedMs">From the kill until all members were in sync again, milliseconds.</param>
internal sealed record FailOver(string Killed, string Successor, ulong Epoch, double AtMs, double FirstPaymentMs, double RejoinedMs);
