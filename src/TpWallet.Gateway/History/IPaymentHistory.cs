using TpWallet.Messages;

namespace TpWallet.Gateway.History;

/// <summary>
/// All that was applied, as far back as it is kept, for people and for reconciliation. It may lag behind the core by moments. Any thread; nothing
/// here touches the engine. Damage is an outcome, not an exception.
/// </summary>
public interface IPaymentHistory
{
    /// <summary>The command with this request id.</summary>
    /// <param name="participant">Who sent it; the operator's own commands have 0.</param>
    /// <param name="requestId">Its name.</param>
    /// <param name="cancellationToken">The one who asks has gone.</param>
    ValueTask<PaymentAnswer> FindAsync(uint participant, RequestId requestId, CancellationToken cancellationToken);

    /// <summary>The newest payment with this reference of this terminal.</summary>
    /// <param name="participant">Who sent it.</param>
    /// <param name="retrievalReference">As <see cref="RetrievalReference"/> packs it.</param>
    /// <param name="terminal">As in <see cref="Command.Terminal"/>.</param>
    /// <param name="cancellationToken">The one who asks has gone.</param>
    ValueTask<PaymentAnswer> FindAsync(uint participant, ulong retrievalReference, ulong terminal, CancellationToken cancellationToken);

    /// <summary>
    /// Commands before a sequence, the newest first. The work of one call is bounded: where few entries are the participant's, a page may be
    /// short and still have a successor.
    /// </summary>
    /// <param name="participant">Only this one's; 0: everybody's.</param>
    /// <param name="before">The sequence that follows the first to be shown; <see cref="ulong.MaxValue"/>: from the newest on.</param>
    /// <param name="limit">At most so many, 1 or more.</param>
    /// <param name="cancellationToken">The one who asks has gone.</param>
    ValueTask<PaymentPage> ReadAsync(uint participant, ulong before, int limit, CancellationToken cancellationToken);
}
