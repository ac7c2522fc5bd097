using TpWallet.Gateway.History;
using TpWallet.Gateway.Iso8583;
using TpWallet.Messages;
using PaymentAnswer = TpWallet.Gateway.History.PaymentAnswer;

namespace TpWallet.Gateway.Timeline;

/// <summary>
/// Puts the life of a payment together from what the gateway still has of its messages and from history: repeats and inquiries are only in the
/// first, postings and what the switch did by itself (such as the end of a hold) only in the second.
/// </summary>
internal sealed class PaymentTimeline(MessageLog? messages, IPaymentHistory? history, IsoMessageLog? isoMessages)
{
    private const int PageSize = 500;
    private const int PagesMax = 20;

    // A payment has few messages; whoever repeats one without end shall not make reading about it expensive.
    private const int LookUpsMax = 100;

    /// <summary>The life of the payment with this request id.</summary>
    public async ValueTask<TimelineAnswer> ReadAsync(uint participant, RequestId payment, CancellationToken cancellationToken)
    {
        var known = messages?.Find(participant, payment) ?? [];
        var entries = new SortedDictionary<ulong, PaymentEntry>();
        var original = await FindAsync(participant, payment, cancellationToken);
        if (original.Entry is null && known.Count == 0)
        {
            return new TimelineAnswer(original.Outcome, IsComplete: false, []);
        }

        Add(entries, original.Entry);
        foreach (var message in known.Where(message => !message.IsRepeat && message.Command.RequestId != payment).Take(LookUpsMax))
        {
            Add(entries, (await FindAsync(participant, message.Command.RequestId, cancellationToken)).Entry);
        }

        var begin = original.Entry?.Sequence ?? known[0].Sequence;
        var isComplete = await ScanAsync(participant, payment, begin, entries, cancellationToken);
        return new TimelineAnswer(PaymentOutcome.Found, isComplete, Merge(known, entries));
    }

    private static void Add(SortedDictionary<ulong, PaymentEntry> entries, PaymentEntry? entry)
    {
        if (entry is not null)
        {
            entries[entry.Sequence] = entry;
        }
    }

    private async ValueTask<PaymentAnswer> FindAsync(uint participant, RequestId requestId, CancellationToken cancellationToken) =>
        history is null ? new PaymentAnswer(PaymentOutcome.Unavailable) : await history.FindAsync(participant, requestId, cancellationToken);

    /// <summary>Looks through everybody's commands back to the payment, as far as the limit allows.</summary>
    /// <returns>Whether the payment was reached.</returns>
    private async ValueTask<bool> ScanAsync(
        uint participant, RequestId payment, ulong begin, SortedDictionary<ulong, PaymentEntry> entries, CancellationToken cancellationToken)
    {
        var before = ulong.MaxValue;
        for (var pages = 0; history is not null && pages < PagesMax; pages++)
        {
            var page = await history.ReadAsync(participant: 0, before, PageSize, cancellationToken);
            if (page.Outcome != PaymentOutcome.Found)
            {
                return false;
            }

            foreach (var entry in page.Entries)
            {
                Add(entries, About(entry, participant, payment));
            }

            before = page.Before;
            if (before <= begin)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What an entry says about a payment, and nothing that it says about others; null: nothing.</summary>
    private static PaymentEntry? About(PaymentEntry entry, uint participant, RequestId payment)
    {
        if (entry.Command.Participant == participant && (entry.Command.RequestId == payment || entry.Command.OriginalRequestId == payment))
        {
            return entry;
        }

        // A tick ends the holds of many; the postings of this one belong here.
        var postings = entry.Command.Kind == CommandKind.Tick ? entry.Postings.Where(posting => posting.Reference == payment).ToArray() : [];
        return postings.Length == 0 ? null : entry with { Postings = postings };
    }

    private List<TimelineStep> Merge(IReadOnlyList<LoggedMessage> known, SortedDictionary<ulong, PaymentEntry> entries)
    {
        var bySequence = known.ToDictionary(static message => message.Sequence);
        return [.. bySequence.Keys.Union(entries.Keys).Order().Select(sequence => new TimelineStep(
            sequence, bySequence.GetValueOrDefault(sequence), entries.GetValueOrDefault(sequence), isoMessages?.Find(sequence)))];
    }
}
