using TpWallet.Messages;

namespace TpWallet.Gateway.History;

/// <summary>The result of a search of history.</summary>
/// <param name="Outcome">What it came to.</param>
/// <param name="CheckedThrough">Through which sequence history was searched.</param>
/// <param name="Reply">The stored answer, or the conflict of another body; only when answered.</param>
public readonly record struct HistoryAnswer(HistoryOutcome Outcome, ulong CheckedThrough, Reply Reply);
