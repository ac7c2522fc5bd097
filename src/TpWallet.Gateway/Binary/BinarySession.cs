using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using TpWallet.Disruptor;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Binary;

/// <summary>
/// One connection that speaks the binary protocol. Its reader alone changes its state and decides its end; the engine, the timer and
/// the transport only write through <see cref="BinaryOutput"/> and wake the reader.
/// </summary>
internal sealed class BinarySession : Session, IThreadPoolWorkItem
{
    private readonly ConnectionContext _connection;
    private readonly PipeReader _input;
    private readonly BinaryOutput _output;
    private readonly BinaryIntake _intake;
    private readonly BinaryListenerOptions _options;
    private readonly GatewayCounters _counters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SessionSignal _signal = new();
    private readonly long _connectedAt;
    private long _lastFrame;
    private long _closingSince;
    private volatile bool _paused;
    private volatile bool _closing;
    private volatile bool _aborted;
    private volatile ProtocolErrorCode _timeout;

    public BinarySession(ConnectionContext connection, RingBuffer<Slot> ring, SessionRegistry registry, BinaryListenerOptions options,
        in SwitchIdentity identity, ILogger logger)
        : base(registry)
    {
        _connection = connection;
        _input = connection.Transport.Input;
        _options = options;
        _counters = registry.Counters;
        _time = registry.Time;
        _logger = logger;
        _output = new BinaryOutput(connection.Transport.Output, _time, _counters, _signal.Raise);
        _intake = new BinaryIntake(this, ring, _output, options, identity, _counters, _time);
        _connectedAt = _lastFrame = _time.GetTimestamp();
    }

    /// <summary>Serves the connection until it is closed. Never throws.</summary>
    public async Task RunAsync()
    {
        var drain = _connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var onClosed = _connection.ConnectionClosed.UnsafeRegister(static session => ((BinarySession)session!)._signal.Raise(), this);
        using var onDrain = drain.UnsafeRegister(static session => ((BinarySession)session!).Drain(), this);
        try
        {
            var fault = await ServeAsync();
            await CloseAsync(fault);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            _counters.Add(GatewayCounter.ConnectionsLost);
        }
        catch (Exception exception)
        {
            _counters.Add(GatewayCounter.ConnectionsFaulted);
            _logger.LogError(exception, "Session {Session} failed", Index);
            Abort("The session failed.");
        }
        finally
        {
            _output.Complete();
            _input.Complete();
            End();
        }
    }

    public override void WriteReplies(RingBuffer<Slot> ring, long first, int count) => _output.WriteReplies(this, ring, first, count);

    public override void FlushReplies(long timestamp) => _output.Flush(timestamp);

    /// <summary>Through the pool, because a cancelled read may continue on the caller's thread, and that may be the engine's.</summary>
    public override void Wake() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute()
    {
        _signal.Raise();
        _input.CancelPendingRead();
    }

    public override void Sweep(long timestamp)
    {
        if (_closing)
        {
            SweepClosing(timestamp);
        }
        else if (_output.StalledFor(timestamp) >= _options.SlowReaderTimeout)
        {
            AbortSlowReader();
        }
        else if (Window == 0)
        {
            TimeOut(_connectedAt, timestamp, _options.SignOnTimeout, ProtocolErrorCode.SignOnTimeout);
        }
        else if (_paused || !TimeOut(Volatile.Read(ref _lastFrame), timestamp, _options.IdleTimeout, ProtocolErrorCode.IdleTimeout))
        {
            SendHeartbeat(timestamp);
        }
    }

    /// <returns>What the client is told about the end; no fault when nothing.</returns>
    private async ValueTask<ProtocolFault> ServeAsync()
    {
        while (true)
        {
            if (_timeout != ProtocolErrorCode.None)
            {
                var limit = _timeout == ProtocolErrorCode.SignOnTimeout ? _options.SignOnTimeout : _options.IdleTimeout;
                return new ProtocolFault(_timeout, (uint)limit.TotalMilliseconds);
            }

            if (_intake.TryConclude(out var fault))
            {
                return fault;
            }

            if (_output.IsStalled || _intake.IsSigningOff)
            {
                if (await PauseAsync())
                {
                    continue;
                }

                _counters.Add(GatewayCounter.ConnectionsLost);
                return ProtocolFault.None;
            }

            var read = await _input.ReadAsync();
            var step = _intake.Take(read.Buffer);
            _input.AdvanceTo(step.Consumed, step.Need == IntakeNeed.Input ? read.Buffer.End : step.Consumed);
            if (step.TookFrames)
            {
                Volatile.Write(ref _lastFrame, _time.GetTimestamp());
            }

            if (!step.Fault.IsNone)
            {
                return step.Fault;
            }

            if (step.Need == IntakeNeed.History)
            {
                _paused = true;
                await _intake.SearchHistoryAsync();
                _paused = false;
            }
            else if (step.Need == IntakeNeed.Room)
            {
                _counters.Add(GatewayCounter.ClaimsDeferred);
                Registry.Room.Add(this);
                await PauseAsync();
            }
            else if (step.Need == IntakeNeed.Input && read.IsCompleted)
            {
                return EndOfInput(read.Buffer.Slice(step.Consumed).Length);
            }
        }
    }

    /// <summary>Stops reading until something changes. False when the transport is gone.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> PauseAsync()
    {
        _paused = true;
        await _signal.WaitAsync();
        Volatile.Write(ref _lastFrame, _time.GetTimestamp());
        _paused = false;
        return !IsTransportClosed;
    }

    /// <summary>The client has sent its last byte without a sign-off. What it has in flight is applied; the replies can be asked for again.</summary>
    private ProtocolFault EndOfInput(long unfinished)
    {
        if (unfinished != 0)
        {
            _counters.Add(GatewayCounter.TruncatedFrames);
            return new ProtocolFault(ProtocolErrorCode.BadLength, (uint)unfinished);
        }

        _counters.Add(GatewayCounter.ConnectionsLost);
        Abort("The client closed without a sign-off.");
        return ProtocolFault.None;
    }

    /// <summary>
    /// Says the last word and waits until the transport has sent it, or the time for that is over: the connection counts, with its
    /// place and its window, for as long as it holds memory.
    /// </summary>
    private async ValueTask CloseAsync(ProtocolFault fault)
    {
        if (!fault.IsNone)
        {
            WriteError(fault);
        }

        _closingSince = _time.GetTimestamp();
        _closing = true;
        _output.Complete();
        while (!IsTransportClosed)
        {
            await _signal.WaitAsync();
        }

        _logger.LogDebug("Session {Session} of participant {Participant} closed: {Reason}", Index, Rights.Participant, fault.Code);
    }

    private void WriteError(ProtocolFault fault)
    {
        _counters.AddError(fault.Code);
        Span<byte> frame = stackalloc byte[FramePrefix.Size + ErrorFrame.Size];
        new ErrorFrame(fault).TryWrite(frame, correlation: 0);
        _output.Write(frame);
    }

    private void SweepClosing(long timestamp)
    {
        if (_time.GetElapsedTime(_closingSince, timestamp) >= _options.SlowReaderTimeout)
        {
            AbortSlowReader();
        }

        _signal.Raise();
    }

    private void SendHeartbeat(long timestamp)
    {
        if (_time.GetElapsedTime(_output.LastFlush, timestamp) < _options.HeartbeatInterval || _output.IsStalled)
        {
            return;
        }

        Span<byte> frame = stackalloc byte[FramePrefix.Size];
        FramePrefix.TryWrite(frame, FrameType.Heartbeat, correlation: 0);
        _output.Write(frame);
        _output.Flush(timestamp);
        _counters.Add(GatewayCounter.HeartbeatsSent);
    }

    private bool TimeOut(long since, long timestamp, TimeSpan limit, ProtocolErrorCode code)
    {
        if (_time.GetElapsedTime(since, timestamp) < limit)
        {
            return false;
        }

        _timeout = code;
        Wake();
        return true;
    }

    private void Drain()
    {
        _intake.IsDraining = true;
        Wake();
    }

    private void AbortSlowReader()
    {
        if (!_aborted)
        {
            _counters.Add(GatewayCounter.SlowReadersAborted);
            Abort("The client did not read what was sent in the time allowed.");
        }
    }

    private void Abort(string reason)
    {
        _aborted = true;
        _connection.Abort(new ConnectionAbortedException(reason));
    }

    /// <summary>A closed token or a completed pipe can also mean that only the client's direction has ended; the socket knows.</summary>
    private bool IsTransportClosed => _aborted || _connection.Features.Get<IConnectionSocketFeature>()?.Socket.Connected != true;
}
