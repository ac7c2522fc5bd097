using System.Collections.Concurrent;

namespace TpWallet.Replication.Views;

/// <summary>
/// Lets a replica's thread use a view store that is asynchronous: requests go out and their answers wait here until that thread takes them with
/// <see cref="Deliver"/>. A replica has at most two requests under way and asks again when one stays unanswered, so what gathers is bounded by time.
/// </summary>
public sealed class ViewStoreClient : IViewClient, IDisposable
{
    private readonly IViewStore _store;
    private readonly TimeSpan _timeout;
    private readonly Action _wake;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Action<Replica>> _answers = new();
    private volatile string? _lastFailure;

    /// <summary>Makes a client; nothing is asked yet.</summary>
    /// <param name="store">The store; stays the caller's.</param>
    /// <param name="timeout">How long one request may take.</param>
    /// <param name="wake">Called from any thread when answers wait.</param>
    public ViewStoreClient(IViewStore store, TimeSpan timeout, Action wake)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        _store = store;
        _timeout = timeout;
        _wake = wake;
    }

    /// <summary>Why the last request had no answer; null: it had one.</summary>
    public string? LastFailure => _lastFailure;

    /// <summary>Follows the store's hints until the client is disposed. To be awaited at shutdown.</summary>
    public Task WatchAsync() => _store.WatchAsync(() => Enqueue(static replica => replica.OnViewHint()), _stop.Token);

    /// <summary>Hands what has arrived to the replica, on its own thread.</summary>
    public void Deliver(Replica replica)
    {
        while (_answers.TryDequeue(out var answer))
        {
            answer(replica);
        }
    }

    /// <inheritdoc/>
    public void Read(long request) => _ = Task.Run(() => ReadAsync(request));

    /// <inheritdoc/>
    public void Swap(long request, StoredView expected, View desired) => _ = Task.Run(() => SwapAsync(request, expected, desired));

    /// <summary>Gives up what is under way.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task ReadAsync(long request)
    {
        StoredView? stored = null;
        try
        {
            using var timeout = NewTimeout();
            stored = await _store.ReadAsync(timeout.Token).ConfigureAwait(false);
            _lastFailure = stored is null ? "The store holds no view yet." : null;
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            _lastFailure = exception.Message;
        }

        Enqueue(replica => replica.OnViewRead(request, stored));
    }

    private async Task SwapAsync(long request, StoredView expected, View desired)
    {
        var answer = new SwapAnswer(SwapOutcome.Unknown, Reason: "The client was stopped.");
        try
        {
            using var timeout = NewTimeout();
            answer = await _store.SwapAsync(expected, desired, timeout.Token).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // Stopped while the request began; nobody waits for the answer any more.
        }

        _lastFailure = answer.Reason;
        Enqueue(replica => replica.OnSwapAnswered(request, answer.Outcome, answer.Revision));
    }

    private void Enqueue(Action<Replica> answer)
    {
        _answers.Enqueue(answer);
        _wake();
    }

    private CancellationTokenSource NewTimeout()
    {
        var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        timeout.CancelAfter(_timeout);
        return timeout;
    }

    private static bool IsExpected(Exception exception) =>
        exception is ViewStoreException or OperationCanceledException or IOException or UnauthorizedAccessException or ObjectDisposedException;
}
