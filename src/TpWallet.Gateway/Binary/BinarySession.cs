using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using TpWallet.Disruptor;
using TpWallet.Gateway.Connections;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Binary;

/// <summary>One connection that speaks the binary protocol.</summary>
internal sealed class BinarySession : ConnectionSession
{
    private readonly BinaryOutput _output;
    private readonly BinaryIntake _intake;
    private readonly BinaryListenerOptions _options;
    private ProtocolFault _fault;
    private volatile ProtocolErrorCode _timeout;

    public BinarySession(ConnectionContext connection, RingBuffer<Slot> ring, SessionRegistry registry, BinaryListenerOptions options,
        in SwitchIdentity identity, ILogger logger)
        : base(connection, registry, options, logger)
    {
        _options = options;
        _output = new BinaryOutput(TakeWriter(out var onCaughtUp), Time, Counters, onCaughtUp);
        _intake = new BinaryIntake(this, ring, _output, options, identity, Counters, Time);
    }

    public override SessionProtocol Protocol => SessionProtocol.Binary;

    protected override SessionOutput Output => _output;

    protected override bool AwaitsChange => _intake.IsSigningOff;

    protected override bool HasEndedInOrder()
    {
        if (_timeout == ProtocolErrorCode.None)
        {
            return _intake.TryConclude(out _fault);
        }

        var limit = _timeout == ProtocolErrorCode.SignOnTimeout ? _options.SignOnTimeout : _options.IdleTimeout;
        _fault = new ProtocolFault(_timeout, (uint)limit.TotalMilliseconds);
        return true;
    }

    protected override IntakeStep Take(in ReadOnlySequence<byte> input) => _intake.Take(input, out _fault);

    protected override ValueTask SearchHistoryAsync() => _intake.SearchHistoryAsync();

    protected override void OnTruncated(int unfinished) => _fault = new ProtocolFault(ProtocolErrorCode.BadLength, (uint)unfinished);

    protected override string WriteLastWord()
    {
        if (!_fault.IsNone)
        {
            Counters.AddError(_fault.Code);
            Span<byte> frame = stackalloc byte[FramePrefix.Size + ErrorFrame.Size];
            var error = _fault.Code == ProtocolErrorCode.NotPrimary ? ErrorFrame.NotPrimary(Role.PrimaryAddress) : new ErrorFrame(_fault);
            error.TryWrite(frame, correlation: 0);
            _output.Write(frame);
        }

        return _fault.Code.ToString();
    }

    protected override void SweepOpen(long timestamp)
    {
        if (Window == 0)
        {
            TimeOut(ConnectedAt, timestamp, _options.SignOnTimeout, ProtocolErrorCode.SignOnTimeout);
        }
        else if (IsPaused || !TimeOut(LastFrame, timestamp, _options.IdleTimeout, ProtocolErrorCode.IdleTimeout))
        {
            SendHeartbeat(timestamp);
        }
    }

    protected override void OnDrain()
    {
        _intake.IsDraining = true;
        Wake();
    }

    private void SendHeartbeat(long timestamp)
    {
        if (Time.GetElapsedTime(_output.LastFlush, timestamp) < _options.HeartbeatInterval || _output.IsStalled)
        {
            return;
        }

        Span<byte> frame = stackalloc byte[FramePrefix.Size];
        FramePrefix.TryWrite(frame, FrameType.Heartbeat, correlation: 0);
        _output.Write(frame);
        _output.Flush(timestamp);
        Counters.Add(GatewayCounter.HeartbeatsSent);
    }

    private bool TimeOut(long since, long timestamp, TimeSpan limit, ProtocolErrorCode code)
    {
        if (Time.GetElapsedTime(since, timestamp) < limit)
        {
            return false;
        }

        _timeout = code;
        Wake();
        return true;
    }
}
