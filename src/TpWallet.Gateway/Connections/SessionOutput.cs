using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using TpWallet.Disruptor;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;

namespace TpWallet.Gateway.Connections;

/// <summary>
/// A connection's way out. Replies come from the engine, the session's own frames from its reader and from the timer. Nobody waits for a
/// flush: while one is under way, what is written stays in the pipe and the end of that flush starts the next. Hot path.
/// </summary>
/// <remarks>
/// A PipeWriter takes one writer at a time, hence the lock. It is held for the copy of a run of frames or for the start of a flush, never
/// for a wait, and is nearly always free: a session speaks for itself only at sign-on, in silence and at its end. Sending the
/// session's frames through the ring instead would put heartbeats behind the disk and take slots from payments.
/// </remarks>
internal abstract class SessionOutput
{
    private readonly Lock _gate = new();
    private readonly PipeWriter _writer;
    private readonly TimeProvider _time;
    private readonly GatewayCounters _counters;
    private readonly Action _onCaughtUp;
    private readonly Action _onFlushed;
    private ValueTaskAwaiter<FlushResult> _flush;
    private long _stalledSince;
    private long _lastFlush;
    private volatile bool _isStalled;
    private bool _unflushed;
    private bool _broken;
    private bool _completed;

    /// <param name="writer">The connection's pipe; nobody else may write to it.</param>
    /// <param name="time">The clock of <see cref="LastFlush"/> and <see cref="StalledFor"/>.</param>
    /// <param name="counters">Where deferred and failed flushes are counted.</param>
    /// <param name="onCaughtUp">Called when the client has read enough for more to be written, or is gone. Must return at once.</param>
    protected SessionOutput(PipeWriter writer, TimeProvider time, GatewayCounters counters, Action onCaughtUp)
    {
        _writer = writer;
        _time = time;
        _counters = counters;
        _onCaughtUp = onCaughtUp;
        _onFlushed = OnFlushed;
        _lastFlush = time.GetTimestamp();
    }

    /// <summary>Whether the client is behind: more waits for it than the pipe's threshold. Its requests must not be read then.</summary>
    public bool IsStalled => _isStalled;

    /// <summary>When something was last sent, a timestamp of the clock.</summary>
    public long LastFlush => Volatile.Read(ref _lastFlush);

    /// <summary>For how long the client has been behind.</summary>
    public TimeSpan StalledFor(long timestamp) => _isStalled ? _time.GetElapsedTime(Volatile.Read(ref _stalledSince), timestamp) : TimeSpan.Zero;

    /// <summary>
    /// Copies the replies of a range of slots into the pipe and counts them as answered before anybody can flush them: a client never sees a
    /// reply that still counts against its window. When the connection is gone they are discarded, and count as answered all the same.
    /// </summary>
    public void WriteReplies(Session session, RingBuffer<Slot> ring, long first, int count)
    {
        lock (_gate)
        {
            if (_broken || _completed)
            {
                _counters.Add(GatewayCounter.RepliesDiscarded, count);
            }
            else
            {
                CopyReplies(_writer, ring, first, count);
                _counters.Add(GatewayCounter.RepliesWritten, count);
            }

            session.Answered(count);
        }
    }

    /// <summary>Copies one whole frame into the pipe; nothing when the connection is gone.</summary>
    public void Write(ReadOnlySpan<byte> frame)
    {
        lock (_gate)
        {
            if (!_broken && !_completed)
            {
                frame.CopyTo(_writer.GetSpan(frame.Length));
                _writer.Advance(frame.Length);
            }
        }
    }

    /// <summary>
    /// Sends what was written, or leaves it to the flush that is under way. Never throws: a broken pipe concerns only its connection.
    /// </summary>
    public void Flush(long timestamp)
    {
        lock (_gate)
        {
            Volatile.Write(ref _lastFlush, timestamp);
            if (_isStalled)
            {
                _unflushed = true;
                return;
            }

            if (!StartFlush(timestamp))
            {
                return;
            }
        }

        // Outside the lock: the continuation may run right here.
        _flush.UnsafeOnCompleted(_onFlushed);
    }

    /// <summary>Ends the output; what was written is still sent.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            if (!_completed)
            {
                _completed = true;
                _writer.Complete();
            }
        }
    }

    /// <summary>Under the lock: puts the replies of a range of slots into the pipe. Never throws.</summary>
    protected abstract void CopyReplies(PipeWriter writer, RingBuffer<Slot> ring, long first, int count);

    /// <summary>Under the lock. True when the flush goes on; then its continuation must be registered, once.</summary>
    private bool StartFlush(long timestamp)
    {
        _unflushed = false;
        if (_broken || _completed)
        {
            return false;
        }

        try
        {
#pragma warning disable CA2012 // Consumed exactly once, by ConsumeFlush: at once or as its continuation.
            _flush = _writer.FlushAsync().GetAwaiter();
#pragma warning restore CA2012
        }
        catch (Exception exception) when (IsConnectionFailure(exception))
        {
            Break();
            return false;
        }

        if (_flush.IsCompleted)
        {
            ConsumeFlush();
            return false;
        }

        Volatile.Write(ref _stalledSince, timestamp);
        _isStalled = true;
        _counters.Add(GatewayCounter.FlushesDeferred);
        return true;
    }

    private void OnFlushed()
    {
        lock (_gate)
        {
            ConsumeFlush();
            _isStalled = false;
            if (!_unflushed || !StartFlush(_time.GetTimestamp()))
            {
                _onCaughtUp();
                return;
            }
        }

        _flush.UnsafeOnCompleted(_onFlushed);
    }

    /// <summary>Under the lock, once for each flush.</summary>
    private void ConsumeFlush()
    {
        try
        {
            _broken |= _flush.GetResult().IsCompleted;
        }
        catch (Exception exception) when (IsConnectionFailure(exception))
        {
            Break();
        }
    }

    private void Break()
    {
        _broken = true;
        _counters.Add(GatewayCounter.FlushesFailed);
    }

    /// <summary>A transport may complete its end of the pipe with whatever ended it; all of it means that the connection is gone.</summary>
    private static bool IsConnectionFailure(Exception exception) => exception is not OutOfMemoryException;
}
