namespace TpWallet.Replication.Views;

/// <summary>Keeps the view of one group. Thread-safe.</summary>
public interface IViewStore : IDisposable
{
    /// <summary>Reads the view, linearizably: never older than what any completed swap left.</summary>
    /// <returns>Null when there has never been a view.</returns>
    /// <exception cref="ViewStoreException">The store doesn't answer, or holds something that isn't a view.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    Task<StoredView?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the view, if the store still holds that revision and that value.</summary>
    /// <param name="expected">What it must hold; null: nothing yet.</param>
    /// <param name="desired">What it shall hold.</param>
    /// <param name="cancellationToken">Gives up waiting; the swap may happen nevertheless.</param>
    /// <returns>What is known of the outcome. Never throws for what the store does: not to know is an answer.</returns>
    Task<SwapAnswer> SwapAsync(StoredView? expected, View desired, CancellationToken cancellationToken);

    /// <summary>
    /// Calls back when the view may have changed, until it is canceled; then it ends without an exception. A hint: it may come twice, late or never.
    /// </summary>
    Task WatchAsync(Action changed, CancellationToken cancellationToken);
}
