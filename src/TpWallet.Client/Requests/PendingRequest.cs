using System.Threading.Tasks.Sources;
using TpWallet.Messages;

namespace TpWallet.Client.Requests;

/// <summary>
/// One caller's request from the call to its outcome; pooled. All fields but the completion are guarded by the table's lock.
/// <para>Continuations run on the pool, not on the thread that completes: what a caller does with its outcome must not hold up the reading of
/// everyone else's. An async method that awaits the outcome directly is queued without an allocation.</para>
/// </summary>
internal sealed class PendingRequest(RequestTable table) : IValueTaskSource<Outcome>
{
    private ManualResetValueTaskSourceCore<Outcome> _completion = new() { RunContinuationsAsynchronously = true };

    public Command Command;

    /// <summary>As a timestamp of the table's clock.</summary>
    public long Deadline;

    public RequestState State;

    /// <summary>
    /// How many requests behind it in the list of the waiting belong to the same chain; the request that ends a chain, or is alone, has
    /// none.
    /// </summary>
    public int LinksBehind;

    /// <summary>How many requests before it belong to the same chain.</summary>
    public int LinksBefore;

    /// <summary>All requests of its chain, in order; null when it is alone.</summary>
    public PendingRequest[]? Chain;

    /// <summary>Whether it has been written to a connection before, so that it may have been applied though it waits again.</summary>
    public bool WasSent;

    /// <summary>The slot of the window, while in flight.</summary>
    public int Slot;

    /// <summary>What will be told, from the moment that it is known.</summary>
    public Outcome Outcome;

    /// <summary>Neighbours in the list of the waiting; when completed, the next one to tell.</summary>
    public PendingRequest? Previous;
    public PendingRequest? Next;

    public CancellationTokenRegistration Cancellation;

    public ValueTask<Outcome> Task => new(this, _completion.Version);

    public void Complete() => _completion.SetResult(Outcome);

    public Outcome GetResult(short token)
    {
        var outcome = _completion.GetResult(token);

        // Waits for a cancellation that is running just now: it must not find this object in its next life.
        Cancellation.Dispose();
        Cancellation = default;
        _completion.Reset();
        table.Return(this);
        return outcome;
    }

    public ValueTaskSourceStatus GetStatus(short token) => _completion.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    public void Cancel() => table.Cancel(this);
}
