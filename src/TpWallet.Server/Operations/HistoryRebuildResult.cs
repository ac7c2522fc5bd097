namespace TpWallet.Server.Operations;

/// <summary>What rebuilding history came to.</summary>
/// <param name="EventLogDerived">Whether the event log was derived again from the journal.</param>
/// <param name="FirstSequence">The first sequence that history holds.</param>
/// <param name="LastSequence">The last one.</param>
/// <param name="Entries">What it can be asked for.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record HistoryRebuildResult(bool EventLogDerived, ulong FirstSequence, ulong LastSequence, long Entries, double Seconds);
