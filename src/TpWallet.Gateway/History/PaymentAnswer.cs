namespace TpWallet.Gateway.History;

/// <summary>The answer to a question about one payment.</summary>
/// <param name="Outcome">What the look came to.</param>
/// <param name="Entry">What was found; null otherwise.</param>
public readonly record struct PaymentAnswer(PaymentOutcome Outcome, PaymentEntry? Entry = null);
