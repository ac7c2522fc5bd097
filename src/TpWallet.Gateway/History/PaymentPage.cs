namespace TpWallet.Gateway.History;

/// <summary>Some of the history, the newest first.</summary>
/// <param name="Outcome"><see cref="PaymentOutcome.Found"/>, also when there is nothing; or why it can't be told.</param>
/// <param name="Entries">At most as many as were asked for; fewer, or none, says nothing about whether more follow.</param>
/// <param name="Before">Before which sequence the next page begins; 0: there is nothing older that is kept.</param>
public readonly record struct PaymentPage(PaymentOutcome Outcome, IReadOnlyList<PaymentEntry> Entries, ulong Before);
