namespace TpWallet.Replication.Views;

/// <summary>What a view store said to a swap.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Revision">If it succeeded: the revision of the new view; otherwise 0.</param>
/// <param name="Reason">If the outcome is unknown: why, for a person.</param>
public readonly record struct SwapAnswer(SwapOutcome Outcome, long Revision = 0, string? Reason = null);
