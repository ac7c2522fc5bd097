using System.Runtime.InteropServices;
using TpWallet.Aeron.Counters;
using TpWallet.Aeron.Frames;
using TpWallet.Aeron.Logs;
using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron.Publications;

/// <summary>The event loop's part of a publication: sends what was appended, as far as the receiver allows. Hot path: no allocation.</summary>
internal sealed class PublicationSender
{
    private const int BatchLength = 16;
    private const int RetransmitWindows = 16;

    private readonly EndpointContext _context;
    private readonly IDatagramTransport _transport;
    private readonly DatagramAddress _destination;
    private readonly TermLog _log;
    private readonly TermGeometry _geometry;
    private readonly RetransmitHistory _retransmits;
    private readonly ReadOnlyMemory<byte>[] _batch = new ReadOnlyMemory<byte>[BatchLength];
    private readonly long[] _batchEnds = new long[BatchLength];
    private readonly byte[] _control = GC.AllocateArray<byte>(64, pinned: true);
    private readonly int _mtu;
    private readonly long _lingerNanos;
    private readonly int _window;

    private State _state;
    private long _sent;
    private long _limit;
    private long _consumed;
    private long _cleaned;
    private long _blockedAt = -1;
    private int _receiverWindow;
    private bool _connectedOnce;
    private bool _setupElicited = true;
    private bool _receiverDone;
    private long _nextSetup;
    private long _nextHeartbeat;
    private long _connectionDeadline;
    private long _lingerDeadline;

    public PublicationSender(
        Publication publication, TermLog log, IDatagramTransport transport, in DatagramAddress destination, EndpointContext context)
    {
        Publication = publication;
        _context = context;
        _transport = transport;
        _destination = destination;
        _log = log;
        _geometry = log.Geometry;
        _mtu = publication.Channel.Mtu;
        _lingerNanos = EndpointContext.Nanos(publication.Channel.Linger ?? context.Options.PublicationLinger);
        _retransmits = new RetransmitHistory(context.RetransmitLinger);
        _window = Math.Min(publication.Channel.PublicationWindow ?? context.Options.PublicationWindow, _geometry.TermLength / 2);
        _sent = _limit = _consumed = _cleaned = publication.Position;
        _nextSetup = context.Options.Clock.NanoTime;
    }

    private enum State
    {
        Active,
        Draining,
        Lingering,
        Released,
    }

    public Publication Publication { get; }

    public bool IsReleased => _state == State.Released;

    /// <summary>Whether something could be sent right now.</summary>
    public bool HasWork =>
        (_limit > _sent && _sent < Publication.Position && _log.FrameLengthAt(_sent) > 0) || (_state == State.Active && Publication.IsClosed);

    /// <summary>When a timer is due next, nanoseconds.</summary>
    public long Deadline
    {
        get
        {
            var deadline = _setupElicited ? _nextSetup : long.MaxValue;
            deadline = _connectedOnce ? Math.Min(deadline, _nextHeartbeat) : deadline;
            return _state == State.Lingering ? Math.Min(deadline, _lingerDeadline) : deadline;
        }
    }

    /// <summary>Sends what there is and what is due.</summary>
    /// <returns>How many datagrams of data were sent.</returns>
    public int DoWork(long now)
    {
        if (_setupElicited && now >= _nextSetup)
        {
            SendSetup(now);
        }

        var sent = SendData();
        if (sent > 0)
        {
            _nextHeartbeat = now + _context.HeartbeatInterval;
        }
        else if (_connectedOnce && now >= _nextHeartbeat)
        {
            SendHeartbeat(now);
        }

        if (Publication.IsConnected && now >= _connectionDeadline)
        {
            Publication.IsConnected = false;
        }

        UpdatePublisherLimit();
        EndIfClosed(now);
        return sent;
    }

    /// <summary>Takes a status message: the receiver's position and window, or its wish for SETUP.</summary>
    public void OnStatusMessage(in StatusMessageFrame frame, long now)
    {
        _context.Counters.Add(AeronCounter.StatusMessagesReceived);
        if ((frame.Frame.Flags & FrameFlags.SendSetup) != 0)
        {
            _setupElicited = true;
            return;
        }

        var half = _geometry.TermLength / 2;
        var position = _geometry.PositionOf(frame.ConsumptionTermId, frame.ConsumptionTermOffset);
        if (!TermGeometry.IsAligned(frame.ConsumptionTermOffset) || (uint)frame.ConsumptionTermOffset >= (uint)_geometry.TermLength
            || position < _sent - half || position > _sent + half || (uint)frame.ReceiverWindow > (uint)half)
        {
            _context.Counters.Add(AeronCounter.StatusMessagesRejected);
            return;
        }

        if (!_connectedOnce)
        {
            _connectedOnce = true;
            _setupElicited = false;
            _nextHeartbeat = now + _context.HeartbeatInterval;
        }

        _connectionDeadline = now + _context.ConnectionTimeout;
        _receiverWindow = frame.ReceiverWindow;
        _consumed = Math.Max(_consumed, Math.Min(position, _sent));
        _limit = Math.Max(_limit, position + frame.ReceiverWindow);
        _receiverDone |= (frame.Frame.Flags & FrameFlags.ReceiverDone) != 0 && _state == State.Lingering;
        Publication.IsConnected = !Publication.IsClosed;
        UpdatePublisherLimit();
    }

    /// <summary>Sends a missing range again unless that was done a moment ago.</summary>
    public void OnNak(in NakFrame frame, long now)
    {
        _context.Counters.Add(AeronCounter.NaksReceived);
        if (!IsServable(frame, out var position))
        {
            _context.Counters.Add(AeronCounter.NaksRejected);
            return;
        }

        var longest = Math.Min((long)RetransmitWindows * Math.Max(_receiverWindow, _mtu), _sent - position);
        var end = position + Math.Min(TermGeometry.Align(frame.Length), longest);
        switch (_retransmits.Admit(position, end, now))
        {
            case RetransmitHistory.Verdict.Send:
                Retransmit(position, end);
                _context.Counters.Add(AeronCounter.RetransmitsSent);
                break;
            case RetransmitHistory.Verdict.Suppress:
                _context.Counters.Add(AeronCounter.NaksSuppressed);
                break;
            case RetransmitHistory.Verdict.Overflow:
                _context.Counters.Add(AeronCounter.RetransmitOverflows);
                break;
        }
    }

    /// <summary>Answers a round-trip measurement.</summary>
    public void OnRttMeasurement(in RttMeasurementFrame frame)
    {
        if ((frame.Frame.Flags & FrameFlags.Reply) != 0)
        {
            var reply = frame;
            reply.Frame = new FrameHeader(RttMeasurementFrame.Length, 0, FrameType.RttMeasurement);
            SendControl(reply, RttMeasurementFrame.Length, AeronCounter.RttRepliesSent);
        }
    }

    /// <summary>Takes a receiver's refusal: it isn't connected until another status message comes.</summary>
    public void OnError(in ErrorFrame frame)
    {
        _context.Counters.Add(AeronCounter.ErrorsReceived);
        Publication.ReceiverErrorCode = frame.ErrorCode;
        Publication.IsConnected = false;
    }

    private int SendData()
    {
        var count = 0;
        var position = _sent;
        while (count < BatchLength && position < _limit)
        {
            var length = _log.ScanForAvailability(position, (int)Math.Min(_mtu, _limit - position), out var padding);
            if (length == 0)
            {
                break;
            }

            _batch[count] = _log.Memory(position, length);
            position += length + padding;
            _batchEnds[count++] = position;
        }

        if (count == 0)
        {
            CountFlowControlLimit();
            return 0;
        }

        var sent = _context.Send(_transport, _destination, _batch.AsSpan(0, count));
        _sent = sent > 0 ? _batchEnds[sent - 1] : _sent;
        return sent;
    }

    private void CountFlowControlLimit()
    {
        if (_sent != _blockedAt && _connectedOnce && _sent < Publication.Position && _log.FrameLengthAt(_sent) > 0)
        {
            _blockedAt = _sent;
            _context.Counters.Add(AeronCounter.FlowControlLimits);
        }
    }

    private void Retransmit(long position, long end)
    {
        while (position < end)
        {
            var count = 0;
            while (count < BatchLength && position < end)
            {
                var length = _log.ScanForAvailability(position, (int)Math.Min(_mtu, end - position), out var padding);
                if (length == 0)
                {
                    end = position;
                    break;
                }

                _batch[count++] = _log.Memory(position, length);
                position += length + padding;
            }

            // What the network doesn't take now is asked for again.
            if (_context.Send(_transport, _destination, _batch.AsSpan(0, count)) < count)
            {
                return;
            }
        }
    }

    // The range must lie in what was sent and is still kept, and must begin where a frame of this stream does.
    private bool IsServable(in NakFrame frame, out long position)
    {
        position = _geometry.PositionOf(frame.TermId, frame.TermOffset);
        if (!TermGeometry.IsAligned(frame.TermOffset) || frame.TermOffset < 0 || frame.Length <= 0
            || (long)frame.TermOffset + frame.Length > _geometry.TermLength)
        {
            return false;
        }

        if (position < _cleaned || position >= _sent)
        {
            return false;
        }

        ref var header = ref _log.HeaderAt(position);
        return header.TermOffset == frame.TermOffset && header.TermId == frame.TermId && header.SessionId == Publication.SessionId;
    }

    private void SendSetup(long now)
    {
        var frame = new SetupFrame
        {
            Frame = new FrameHeader(SetupFrame.Length, 0, FrameType.Setup),
            TermOffset = _geometry.OffsetAt(_sent),
            SessionId = Publication.SessionId,
            StreamId = Publication.StreamId,
            InitialTermId = _geometry.InitialTermId,
            ActiveTermId = _geometry.TermIdAt(_sent),
            TermLength = _geometry.TermLength,
            Mtu = _mtu,
        };
        if (SendControl(frame, SetupFrame.Length, AeronCounter.SetupsSent))
        {
            _nextSetup = now + _context.SetupInterval;
            _setupElicited = !_connectedOnce;
        }
    }

    private void SendHeartbeat(long now)
    {
        var flags = _state == State.Lingering ? (byte)(FrameFlags.Unfragmented | FrameFlags.EndOfStream) : FrameFlags.Unfragmented;
        var header = new DataHeader
        {
            Frame = new FrameHeader(0, flags, FrameType.Data),
            TermOffset = _geometry.OffsetAt(_sent),
            SessionId = Publication.SessionId,
            StreamId = Publication.StreamId,
            TermId = _geometry.TermIdAt(_sent),
        };
        SendControl(header, DataHeader.Length, AeronCounter.HeartbeatsSent);
        _nextHeartbeat = now + _context.HeartbeatInterval;
    }

    private bool SendControl<T>(in T frame, int length, AeronCounter counter)
        where T : unmanaged
    {
        MemoryMarshal.Write(_control, frame);
        var sent = _context.Send(_transport, _destination, _control, length);
        if (sent)
        {
            _context.Counters.Add(counter);
        }

        return sent;
    }

    // What the one receiver has consumed it never asks for again. It is cleared while it is still in the cache; and since what was sent is
    // at most half a term beyond it, and what is appended half a term and a message beyond that, nothing is written before it is clear.
    private void UpdatePublisherLimit()
    {
        _log.Clean(_cleaned, _consumed);
        _cleaned = _consumed;

        var window = Publication.IsConnected ? _window : 0;
        var limit = Math.Min(_sent + window, _geometry.MaxPosition);
        if (limit != Publication.PositionLimit)
        {
            Publication.PositionLimit = limit;
        }
    }

    private void EndIfClosed(long now)
    {
        if (_state == State.Active && Publication.IsClosed)
        {
            _state = _connectedOnce ? State.Draining : State.Released;
        }

        if (_state == State.Draining && (_sent >= Publication.Position || now >= _connectionDeadline))
        {
            _state = State.Lingering;
            _lingerDeadline = now + _lingerNanos;
            SendHeartbeat(now);
        }

        if (_state == State.Lingering && (_receiverDone || now >= _lingerDeadline))
        {
            _state = State.Released;
        }

        Publication.IsReleased = _state == State.Released;
    }
}
