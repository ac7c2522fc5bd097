using TpWallet.Persistence.Events;

namespace TpWallet.Persistence.History;

/// <summary>Some of a participant's commands, newest first.</summary>
/// <param name="Records">The commands with their outcomes.</param>
/// <param name="NextBefore">Where the next page goes on; null: there is nothing earlier.</param>
public sealed record HistoryPage(IReadOnlyList<OutcomeRecord> Records, ulong? NextBefore);
