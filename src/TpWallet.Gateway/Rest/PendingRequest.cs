using System.Threading.Tasks.Sources;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest;

/// <summary>
/// A request that waits for its reply. It is used again when both are done with it: who waits, and the engine. Completing costs the engine one
/// entry in the pool's queue and no allocation; no thread waits.
/// </summary>
internal sealed class PendingRequest(RestSession session, int index) : IValueTaskSource<Reply>, IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int Concluded = 2;

    private ManualResetValueTaskSourceCore<Reply> _source;
    private Reply _reply;
    private long _enteredAt;
    private int _state;
    private int _holds;

    /// <summary>Its number within the session: the correlation of its command.</summary>
    public int Index => index;

    /// <summary>Begins to wait. The reply's result is <see cref="ResultCode.None"/> when the time was over before there was one.</summary>
    public ValueTask<Reply> Begin(long timestamp)
    {
        _source.Reset();
        _reply = default;
        _enteredAt = timestamp;
        _holds = 2;
        Volatile.Write(ref _state, Waiting); // release: the sweep that sees it sees the time, too
        return new ValueTask<Reply>(this, _source.Version);
    }

    /// <summary>Engine: brings the reply, once.</summary>
    public void Answer(in Reply reply)
    {
        if (Interlocked.CompareExchange(ref _state, Concluded, Waiting) == Waiting)
        {
            _reply = reply;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        Release();
    }

    /// <summary>Ends the wait without a reply when it began before this time.</summary>
    public void EndIfBefore(long timestamp)
    {
        if (Volatile.Read(ref _state) == Waiting && Volatile.Read(ref _enteredAt) < timestamp
            && Interlocked.CompareExchange(ref _state, Concluded, Waiting) == Waiting)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute() => _source.SetResult(_reply);

    Reply IValueTaskSource<Reply>.GetResult(short token)
    {
        var reply = _source.GetResult(token);
        Release();
        return reply;
    }

    ValueTaskSourceStatus IValueTaskSource<Reply>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<Reply>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Release()
    {
        if (Interlocked.Decrement(ref _holds) == 0)
        {
            Volatile.Write(ref _state, Idle);
            session.Return(this);
        }
    }
}
