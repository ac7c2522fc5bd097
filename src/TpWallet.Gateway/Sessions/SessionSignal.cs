using System.Threading.Tasks.Sources;

namespace TpWallet.Gateway.Sessions;

/// <summary>
/// "Look again": wakes the one reader that waits, or the next wait of it. May be set on any thread, the engine's included: the
/// reader goes on in the pool. Allocates nothing.
/// </summary>
internal sealed class SessionSignal : IValueTaskSource
{
    private const int Idle = 0;
    private const int Set = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private int _state;

    /// <summary>Completes at the next <see cref="Raise"/>, at once if there was one since the last wait. One waiter at a time.</summary>
    public ValueTask WaitAsync()
    {
        _source.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
        {
            return new ValueTask(this, _source.Version);
        }

        // Full fence: a raise that still finds the old one set is not lost, because what it tells of is seen by the look that follows.
        Interlocked.Exchange(ref _state, Idle);
        return ValueTask.CompletedTask;
    }

    public void Raise()
    {
        while (Interlocked.CompareExchange(ref _state, Set, Idle) == Waiting)
        {
            if (Interlocked.CompareExchange(ref _state, Idle, Waiting) == Waiting)
            {
                _source.SetResult(true);
                return;
            }
        }
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
