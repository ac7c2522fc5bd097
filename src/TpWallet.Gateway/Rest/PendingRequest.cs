using System.Threading.Tasks.Sources;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest;

/// <summary>
/// A request that waits for its reply. It is used again when both are done with it: who waits, and the engine. Completing costs the engine one
/// entry in the pool's queue and no allocation; no thread waits.
/// </summary>
internal sealed class PendingRequest(RestSession session, int index) : IValueTaskSource<Reply>, IThreadPoolWorkItem
{
    private const int Phases = 4;
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int Concluded = 2;

    private ManualResetValueTaskSourceCore<Reply> _source;
    private Reply _reply;
    private long _enteredAt;

    // The phase, and above it a number of the wait, so that whoever looked at one wait doesn't end the next.
    private uint _state;
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
        Volatile.Write(ref _state, unchecked((_state & ~(Phases - 1u)) + Phases + Waiting)); // release: the sweep that sees it sees the time, too
        return new ValueTask<Reply>(this, _source.Version);
    }

    /// <summary>Engine: brings the reply, once.</summary>
    public void Answer(in Reply reply)
    {
        if (TryConclude(Volatile.Read(ref _state)))
        {
            _reply = reply;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        Release();
    }

    /// <summary>Ends the wait without a reply when it began before this time.</summary>
    public void EndIfBefore(long timestamp)
    {
        // The state first: a wait that has begun since then is another one, and isn't ended.
        var state = Volatile.Read(ref _state);
        if (Volatile.Read(ref _enteredAt) < timestamp && TryConclude(state))
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

    /// <returns>Whether it was waiting, and this is who ended it.</returns>
    private bool TryConclude(uint state) =>
        state % Phases == Waiting && Interlocked.CompareExchange(ref _state, state - Waiting + Concluded, state) == state;

    private void Release()
    {
        if (Interlocked.Decrement(ref _holds) == 0)
        {
            Volatile.Write(ref _state, (_state & ~(Phases - 1u)) + Idle);
            session.Return(this);
        }
    }
}
