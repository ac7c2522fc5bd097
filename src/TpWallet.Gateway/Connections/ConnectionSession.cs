using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using TpWallet.Disruptor;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;

namespace TpWallet.Gateway.Connections;

/// <summary>
/// The session of one connection, whatever protocol it speaks. Its reader alone changes its state and decides its end; the engine, the timer and
/// the transport only write through <see cref="SessionOutput"/> and wake the reader.
/// </summary>
internal abstract class ConnectionSession : Session, IThreadPoolWorkItem
{
    private readonly ConnectionContext _connection;
    private readonly PipeReader _input;
    private readonly TimeSpan _slowReaderTimeout;
    private readonly ILogger _logger;
    private readonly SessionSignal _signal = new();
    private long _lastFrame;
    private long _closingSince;
    private volatile bool _paused;
    private volatile bool _closing;
    private bool _isAbortClaimed;
    private volatile bool _aborted;
    private volatile bool _isCut;

    protected ConnectionSession(ConnectionContext connection, SessionRegistry registry, ListenerOptions options, ILogger logger)
        : base(registry)
    {
        _connection = connection;
        _input = connection.Transport.Input;
        _slowReaderTimeout = options.SlowReaderTimeout;
        _logger = logger;
        ConnectedAt = _lastFrame = Time.GetTimestamp();
    }

    protected long ConnectedAt { get; }

    /// <summary>When the last whole frame came, or reading was taken up again.</summary>
    protected long LastFrame => Volatile.Read(ref _lastFrame);

    /// <summary>Whether reading waits for the switch or for the client, not for input.</summary>
    protected bool IsPaused => _paused;

    protected TimeProvider Time => Registry.Time;

    protected GatewayCounters Counters => Registry.Counters;

    /// <summary>The way out.</summary>
    protected abstract SessionOutput Output { get; }

    /// <summary>Reader: whether nothing more is read until something changes.</summary>
    protected abstract bool AwaitsChange { get; }

    /// <summary>Serves the connection until it is closed. Never throws.</summary>
    public async Task RunAsync()
    {
        var drain = _connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var onClosed = _connection.ConnectionClosed.UnsafeRegister(static session => ((ConnectionSession)session!)._signal.Raise(), this);
        using var onDrain = drain.UnsafeRegister(static session => ((ConnectionSession)session!).OnDrain(), this);
        try
        {
            await ServeAsync();
            await CloseAsync();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            CountLost();
        }
        catch (Exception exception)
        {
            Counters.Add(GatewayCounter.ConnectionsFaulted);
            _logger.LogError(exception, "Session {Session} failed", Index);
            TryAbort(why: null, "The session failed.");
        }
        finally
        {
            Output.Complete();
            _input.Complete();
            End();
        }
    }

    public override void WriteReplies(RingBuffer<Slot> ring, long first, int count) => Output.WriteReplies(this, ring, first, count);

    public override void Drop(RingBuffer<Slot> ring, long first, int count)
    {
        Cut();
        Answered(count);
    }

    public override void FlushReplies(long timestamp) => Output.Flush(timestamp);

    /// <summary>Through the pool: the caller has a group to lead, or a thousand more to cut.</summary>
    public override void Cut()
    {
        _isCut = true;
        Wake();
    }

    /// <summary>Through the pool, because a cancelled read may continue on the caller's thread, and that may be the engine's.</summary>
    public override void Wake() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute()
    {
        if (_isCut && !HasEnded)
        {
            AbortCut();
        }

        _signal.Raise();
        _input.CancelPendingRead();
    }

    public override void Sweep(long timestamp)
    {
        if (_closing)
        {
            SweepClosing(timestamp);
        }
        else if (Output.StalledFor(timestamp) >= _slowReaderTimeout)
        {
            AbortSlowReader();
        }
        else
        {
            SweepOpen(timestamp);
        }
    }

    /// <summary>Makes an output of the connection; once, by the constructor.</summary>
    protected PipeWriter TakeWriter(out Action onCaughtUp)
    {
        onCaughtUp = _signal.Raise;
        return _connection.Transport.Output;
    }

    /// <summary>Reader: whether the session is over. Looked at before each read.</summary>
    protected abstract bool HasEndedInOrder();

    /// <summary>Reader: takes the frames at the beginning of what has arrived, as far as it can.</summary>
    protected abstract IntakeStep Take(in ReadOnlySequence<byte> input);

    /// <summary>Reader: looks up in history what <see cref="IntakeNeed.History"/> was said for; then the input is taken on.</summary>
    protected abstract ValueTask SearchHistoryAsync();

    /// <summary>Reader: the input has ended within a frame.</summary>
    protected abstract void OnTruncated(int unfinished);

    /// <summary>Reader: writes what the client is told about the end, if anything.</summary>
    /// <returns>The reason, for the log.</returns>
    protected abstract string WriteLastWord();

    /// <summary>Timer: looks at the timeouts of a session that is not closing.</summary>
    protected abstract void SweepOpen(long timestamp);

    /// <summary>Any thread: the switch is going away.</summary>
    protected abstract void OnDrain();


    private async ValueTask ServeAsync()
    {
        while (!HasEndedInOrder())
        {
            if (Output.IsStalled || AwaitsChange)
            {
                if (await PauseAsync())
                {
                    continue;
                }

                CountLost();
                return;
            }

            var read = await _input.ReadAsync();
            var step = Take(read.Buffer);
            _input.AdvanceTo(step.Consumed, step.Need == IntakeNeed.Input ? read.Buffer.End : step.Consumed);
            if (step.TookFrames)
            {
                Volatile.Write(ref _lastFrame, Time.GetTimestamp());
            }

            switch (step.Need)
            {
                case IntakeNeed.End:
                    return;
                case IntakeNeed.History:
                    _paused = true;
                    await SearchHistoryAsync();
                    _paused = false;
                    break;
                case IntakeNeed.Room:
                    Counters.Add(GatewayCounter.ClaimsDeferred);
                    Registry.Room.Add(this);
                    await PauseAsync();
                    break;
                case IntakeNeed.Input when read.IsCompleted:
                    OnEndOfInput((int)read.Buffer.Slice(step.Consumed).Length);
                    return;
            }
        }
    }

    /// <summary>Stops reading until something changes. False when the transport is gone.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> PauseAsync()
    {
        _paused = true;
        await _signal.WaitAsync();
        Volatile.Write(ref _lastFrame, Time.GetTimestamp());
        _paused = false;
        return !IsTransportClosed;
    }

    /// <summary>The client has sent its last byte without a sign-off. What it has in flight is applied; the replies can be asked for again.</summary>
    private void OnEndOfInput(int unfinished)
    {
        if (unfinished != 0)
        {
            Counters.Add(GatewayCounter.TruncatedFrames);
            OnTruncated(unfinished);
            return;
        }

        TryAbort(GatewayCounter.ConnectionsLost, "The client closed without a sign-off.");
    }

    private void CountLost()
    {
        if (_isCut)
        {
            AbortCut(); // it may be over before the pool comes to it
        }
        else
        {
            Counters.Add(GatewayCounter.ConnectionsLost);
        }
    }

    /// <summary>
    /// Says the last word and waits until the transport has sent it, or the time for that is over: the connection counts, with its
    /// place and its window, for as long as it holds memory.
    /// </summary>
    private async ValueTask CloseAsync()
    {
        var reason = WriteLastWord();
        _closingSince = Time.GetTimestamp();
        _closing = true;
        Output.Complete();
        while (!IsTransportClosed)
        {
            await _signal.WaitAsync();
        }

        _logger.LogDebug("Session {Session} of participant {Participant} closed: {Reason}", Index, Rights.Participant, reason);
    }

    private void SweepClosing(long timestamp)
    {
        if (Time.GetElapsedTime(_closingSince, timestamp) >= _slowReaderTimeout)
        {
            AbortSlowReader();
        }

        _signal.Raise();
    }

    private void AbortCut() => TryAbort(GatewayCounter.ConnectionsCut, "This switch is not primary any more.");

    private void AbortSlowReader() =>
        TryAbort(GatewayCounter.SlowReadersAborted, "The client did not read what was sent in the time allowed.");

    /// <summary>
    /// Aborts the connection and counts why, once: whoever is first wins, on whatever threads they are. It is counted before the abort can be
    /// seen.
    /// </summary>
    private void TryAbort(GatewayCounter? why, string reason)
    {
        if (!Interlocked.Exchange(ref _isAbortClaimed, true))
        {
            if (why is { } counter)
            {
                Counters.Add(counter);
            }

            _aborted = true;
            _connection.Abort(new ConnectionAbortedException(reason));
        }
    }

    /// <summary>A closed token or a completed pipe can also mean that only the client's direction has ended; the socket knows.</summary>
    private bool IsTransportClosed => _aborted || _connection.Features.Get<IConnectionSocketFeature>()?.Socket.Connected != true;
}
