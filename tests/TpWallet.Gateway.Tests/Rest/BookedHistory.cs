using TpWallet.Gateway.History;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Rest;

/// <summary>A history of what a test put there, oldest first.</summary>
internal sealed class BookedHistory(IReadOnlyList<PaymentEntry> entries) : IPaymentHistory
{
    /// <summary>What is said of a payment that is not there.</summary>
    public PaymentOutcome Missing { get; init; } = PaymentOutcome.Unknown;

    public ValueTask<PaymentAnswer> FindAsync(uint participant, RequestId requestId, CancellationToken cancellationToken) =>
        Find(entry => entry.Command.Participant == participant && entry.Command.RequestId == requestId);

    public ValueTask<PaymentAnswer> FindAsync(uint participant, ulong retrievalReference, ulong terminal, CancellationToken cancellationToken) =>
        Find(entry => entry.Command.Participant == participant && entry.Command.RetrievalReferenceNumber == retrievalReference
            && entry.Command.Terminal == terminal);

    public ValueTask<PaymentPage> ReadAsync(uint participant, ulong before, int limit, CancellationToken cancellationToken)
    {
        var page = entries.Where(entry => entry.Sequence < before && (participant == 0 || entry.Command.Participant == participant))
            .OrderByDescending(static entry => entry.Sequence).Take(limit).ToList();
        var outcome = Missing == PaymentOutcome.Unavailable ? PaymentOutcome.Unavailable : PaymentOutcome.Found;
        return new(new PaymentPage(outcome, page, page.Count == limit ? page[^1].Sequence : 0));
    }

    private ValueTask<PaymentAnswer> Find(Func<PaymentEntry, bool> predicate) =>
        new(entries.LastOrDefault(predicate) is { } entry ? new PaymentAnswer(PaymentOutcome.Found, entry) : new PaymentAnswer(Missing));
}
