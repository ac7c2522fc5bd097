using TpWallet.Gateway.History;
using TpWallet.Gateway.Iso8583;
using TpWallet.Messages;
using TpWallet.Persistence.Events;
using TpWallet.Persistence.History;

namespace TpWallet.Server.Engine.History;

/// <summary>Answers questions about payments from history. What can't be read is said to be unavailable, never unknown.</summary>
internal sealed class PaymentHistory(TransactionHistory history) : IPaymentHistory, IReferenceLookup
{
    /// <inheritdoc/>
    public ValueTask<PaymentAnswer> FindAsync(uint participant, RequestId requestId, CancellationToken cancellationToken) =>
        AskAsync(() => history.FindAsync(participant, requestId, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<PaymentAnswer> FindAsync(uint participant, ulong retrievalReference, ulong terminal, CancellationToken cancellationToken) =>
        AskAsync(async () =>
        {
            var found = await history.FindByReferenceAsync(participant, retrievalReference, terminal, limit: 1, cancellationToken)
                .ConfigureAwait(false);
            return found.Count > 0 ? found[0] : null;
        });

    /// <inheritdoc/>
    public async ValueTask<PaymentPage> ReadAsync(uint participant, ulong before, int limit, CancellationToken cancellationToken)
    {
        try
        {
            var page = await history.PageAsync(participant == 0 ? null : participant, before, limit, cancellationToken).ConfigureAwait(false);
            return new PaymentPage(PaymentOutcome.Found, [.. page.Records.Select(EntryOf)], page.NextBefore ?? 0);
        }
        catch (Exception exception) when (IsUnavailable(exception))
        {
            return new PaymentPage(PaymentOutcome.Unavailable, [], 0);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReferenceAnswer> FindAsync(uint participant, ulong retrievalReferenceNumber, ulong terminal)
    {
        if (retrievalReferenceNumber == 0)
        {
            return new ReferenceAnswer(IsKnown: true, default);
        }

        try
        {
            var found = await history.FindByReferenceAsync(participant, retrievalReferenceNumber, terminal,
                TransactionHistory.LimitMax).ConfigureAwait(false);
            var payment = found.FirstOrDefault(static record => record.Command.Kind is CommandKind.Authorize or CommandKind.Purchase);
            return new ReferenceAnswer(IsKnown: true, payment?.Command.RequestId ?? default);
        }
        catch (Exception exception) when (IsUnavailable(exception))
        {
            return new ReferenceAnswer(IsKnown: false, default);
        }
    }

    private static bool IsUnavailable(Exception exception) => exception is HistoryException or EventLogException or IOException;

    private static PaymentEntry EntryOf(OutcomeRecord record) => new(record.Sequence, record.Command, record.Reply, record.Postings);

    private async ValueTask<PaymentAnswer> AskAsync(Func<ValueTask<OutcomeRecord?>> find)
    {
        try
        {
            var record = await find().ConfigureAwait(false);
            return record is not null ? new PaymentAnswer(PaymentOutcome.Found, EntryOf(record))
                : new PaymentAnswer(history.RetainedFrom > 1 ? PaymentOutcome.OutsideWindow : PaymentOutcome.Unknown);
        }
        catch (Exception exception) when (IsUnavailable(exception))
        {
            return new PaymentAnswer(PaymentOutcome.Unavailable);
        }
    }
}
