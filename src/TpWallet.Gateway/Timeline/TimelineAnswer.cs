using TpWallet.Gateway.History;

namespace TpWallet.Gateway.Timeline;

/// <summary>The answer to a question about the whole life of a payment.</summary>
/// <param name="Outcome">Whether there is anything to tell, or why not.</param>
/// <param name="IsComplete">Whether all that happened since the payment was looked through; if not, steps may be missing.</param>
/// <param name="Steps">What happened, in the order of the journal.</param>
public sealed record TimelineAnswer(PaymentOutcome Outcome, bool IsComplete, IReadOnlyList<TimelineStep> Steps);
