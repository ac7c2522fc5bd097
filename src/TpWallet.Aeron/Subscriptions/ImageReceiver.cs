using System.Runtime.InteropServices;
using TpWallet.Aeron.Counters;
using TpWallet.Aeron.Frames;
using TpWallet.Aeron.Logs;
using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron.Subscriptions;

/// <summary>
/// The event loop's part of an image: puts what arrives in its place, asks for what is missing, tells the publisher how far the
/// subscriber is. Hot path: no allocation.
/// </summary>
/// <remarks>
/// consumed &lt;= rebuilt &lt;= highest. Before <c>_reported</c> (consumed when the last status message left) all is cleared and dropped;
/// nothing is taken beyond it by more than half a term, so that the three terms never overlap.
/// </remarks>
internal sealed class ImageReceiver
{
    private const int EndOfStreamReports = 5;

    private readonly EndpointContext _context;
    private readonly IDatagramTransport _transport;
    private readonly TermLog _log;
    private readonly TermGeometry _geometry;
    private readonly byte[] _control = GC.AllocateArray<byte>(64, pinned: true);
    private readonly long _receiverId;
    private readonly int _window;
    private readonly bool _reliable;
    private readonly DatagramAddress _publisher;

    private LossDetector _loss = new();
    private State _state;
    private bool _isComplete;
    private long _rebuilt;
    private long _highest;
    private long _reported;
    private long _nextReport;
    private long _livenessDeadline;
    private long _lingerDeadline;

    public ImageReceiver(Image image, Subscription subscription, IDatagramTransport transport, long receiverId, EndpointContext context)
    {
        Image = image;
        Subscription = subscription;
        _context = context;
        _transport = transport;
        _log = image.Log;
        _geometry = image.Log.Geometry;
        _receiverId = receiverId;
        _reliable = subscription.Channel.IsReliable;
        _publisher = image.Source;
        var wished = subscription.Channel.ReceiverWindow ?? context.Options.ReceiverWindow;
        _window = Math.Min(Math.Max(wished, image.Mtu), _geometry.TermLength / 2);
        _rebuilt = _highest = _reported = image.JoinPosition;
        _livenessDeadline = context.Now + context.ImageLivenessTimeout;
        SendStatusMessage(context.Now, _reported);
    }

    private enum State
    {
        Active,

        // Nothing more arrives; what did is still being consumed.
        Draining,

        // The subscription has let go of it; the publisher is still told that all is here.
        Lingering,
        Ended,
    }

    public Image Image { get; }

    public Subscription Subscription { get; }

    /// <summary>Whether the subscription is to let go of it.</summary>
    public bool IsDrained => _state >= State.Lingering;

    public bool IsEnded => _state == State.Ended;

    /// <summary>Whether a status message is due although no timer is.</summary>
    public bool HasWork => _state == State.Active
        ? Image.Position >= Image.ReportPosition
        : _state == State.Draining && Image.Position >= _rebuilt;

    /// <summary>When a timer is due next, nanoseconds.</summary>
    public long Deadline => _state switch
    {
        State.Active => Math.Min(Math.Min(_nextReport, _livenessDeadline), _loss.Deadline),
        State.Draining => _nextReport,
        _ => Math.Min(_nextReport, _lingerDeadline),
    };

    // The first position too far ahead to be taken.
    private long Bound => _reported + (_geometry.TermLength / 2);

    /// <summary>Puts a datagram in its place, unless it is late, early, doubled or wrong.</summary>
    public void OnData(ReadOnlySpan<byte> datagram, in DataHeader header)
    {
        if (_state != State.Active)
        {
            _context.Counters.Add(AeronCounter.EndedSessions);
            return;
        }

        if (header.Frame.FrameLength == 0 && datagram.Length == DataHeader.Length)
        {
            OnHeartbeat(header);
            return;
        }

        if (datagram.Length > Image.Mtu || !FrameChecks.AreConsistent(datagram, header, _geometry.TermLength))
        {
            _context.Counters.Add(AeronCounter.BadFrames);
            return;
        }

        var position = _geometry.PositionOf(header.TermId, header.TermOffset);
        if (!IsInWindow(position, datagram.Length))
        {
            return;
        }

        if (_log.FrameLengthAt(position) != 0)
        {
            _context.Counters.Add(AeronCounter.Duplicates);
        }
        else
        {
            Insert(position, datagram, header.Frame.FrameLength);
        }

        _livenessDeadline = _context.Now + _context.ImageLivenessTimeout;
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

    /// <summary>Looks for loss, reports to the publisher, and ends the image when its time has come.</summary>
    public void DoWork(long now)
    {
        if (_state == State.Active)
        {
            TrackRebuilt();
            FindLoss(now);
        }

        var consumed = Image.Position;
        if (now >= _nextReport || consumed >= Image.ReportPosition)
        {
            SendStatusMessage(now, consumed);
        }

        Advance(now, consumed);
    }

    private void OnHeartbeat(in DataHeader header)
    {
        var position = _geometry.PositionOf(header.TermId, header.TermOffset);
        if ((uint)header.TermOffset >= (uint)_geometry.TermLength)
        {
            _context.Counters.Add(AeronCounter.BadFrames);
            return;
        }

        _context.Counters.Add(AeronCounter.HeartbeatsReceived);
        _livenessDeadline = _context.Now + _context.ImageLivenessTimeout;
        if (position < _reported || position > Bound)
        {
            _context.Counters.Add(position > Bound ? AeronCounter.OverRuns : AeronCounter.UnderRuns);
            return;
        }

        _highest = Math.Max(_highest, position);
        if ((header.Frame.Flags & FrameFlags.EndOfStream) != 0)
        {
            Image.EndOfStream = position;
        }
    }

    private bool IsInWindow(long position, int length)
    {
        if (position < _reported)
        {
            _context.Counters.Add(AeronCounter.UnderRuns);
            return false;
        }

        if (position + length > Bound)
        {
            _context.Counters.Add(AeronCounter.OverRuns);
            return false;
        }

        return true;
    }

    // The first word goes last, with release semantics: who sees the first frame's length sees the whole datagram.
    private void Insert(long position, ReadOnlySpan<byte> datagram, int frameLength)
    {
        var place = _log.FrameAt(position, datagram.Length);
        datagram[sizeof(int)..].CopyTo(place[sizeof(int)..]);
        Volatile.Write(ref MemoryMarshal.AsRef<int>(place), frameLength);
        _highest = Math.Max(_highest, position + datagram.Length);
    }

    private void TrackRebuilt()
    {
        _rebuilt = Math.Max(_rebuilt, Image.Position);
        while (Image.TryFrame(_rebuilt, out var frameLength))
        {
            _rebuilt += TermGeometry.Align(frameLength);
        }

        _highest = Math.Max(_highest, _rebuilt);
    }

    private void FindLoss(long now)
    {
        if (_rebuilt >= _highest)
        {
            _loss.Clear();
            return;
        }

        if (_loss.Observe(_rebuilt, now, _context.NakDelay))
        {
            _context.Counters.Add(AeronCounter.Losses);
        }

        if (now < _loss.Deadline)
        {
            return;
        }

        var length = GapLength();
        if (_reliable)
        {
            SendNak(length);
            _loss.Asked(now, _context.NakInterval);
        }
        else
        {
            FillGap(length);
        }
    }

    private int GapLength()
    {
        var longest = (int)Math.Min(_highest - _rebuilt, _geometry.TermLength - _geometry.OffsetAt(_rebuilt));
        var length = TermGeometry.FrameAlignment;
        while (length < longest && _log.FrameLengthAt(_rebuilt + length) == 0)
        {
            length += TermGeometry.FrameAlignment;
        }

        return length;
    }

    private void FillGap(int length)
    {
        ref var header = ref _log.HeaderAt(_rebuilt);
        header = new DataHeader
        {
            Frame = new FrameHeader(0, FrameFlags.Unfragmented, FrameType.Pad),
            TermOffset = _geometry.OffsetAt(_rebuilt),
            SessionId = Image.SessionId,
            StreamId = Image.StreamId,
            TermId = _geometry.TermIdAt(_rebuilt),
        };
        Volatile.Write(ref header.Frame.FrameLength, length);
        _rebuilt += length;
        _context.Counters.Add(AeronCounter.BytesGapFilled, length);
    }

    private void SendNak(int length)
    {
        var frame = new NakFrame
        {
            Frame = new FrameHeader(NakFrame.FrameLength, 0, FrameType.Nak),
            SessionId = Image.SessionId,
            StreamId = Image.StreamId,
            TermId = _geometry.TermIdAt(_rebuilt),
            TermOffset = _geometry.OffsetAt(_rebuilt),
            Length = length,
        };
        SendControl(frame, NakFrame.FrameLength, AeronCounter.NaksSent);
    }

    // What was consumed is cleared before the publisher may send what takes its place.
    private void SendStatusMessage(long now, long consumed)
    {
        _log.Clean(_reported, consumed);
        _reported = consumed;
        Image.ReportPosition = consumed + Math.Max(_window / 4, 1);
        _nextReport = now + _context.StatusMessageInterval;
        if (_state != State.Active && !_isComplete)
        {
            return;
        }

        var frame = new StatusMessageFrame
        {
            Frame = new FrameHeader(StatusMessageFrame.Length, _isComplete ? FrameFlags.ReceiverDone : (byte)0, FrameType.StatusMessage),
            SessionId = Image.SessionId,
            StreamId = Image.StreamId,
            ConsumptionTermId = _geometry.TermIdAt(consumed),
            ConsumptionTermOffset = _geometry.OffsetAt(consumed),
            ReceiverWindow = _window,
            ReceiverId = _receiverId,
        };
        SendControl(frame, StatusMessageFrame.Length, AeronCounter.StatusMessagesSent);
    }

    private void SendControl<T>(in T frame, int length, AeronCounter counter)
        where T : unmanaged
    {
        MemoryMarshal.Write(_control, frame);
        if (_context.Send(_transport, _publisher, _control, length))
        {
            _context.Counters.Add(counter);
        }
    }

    private void Advance(long now, long consumed)
    {
        if (_state == State.Active)
        {
            LeaveActive(now);
        }

        if (_state == State.Draining && (consumed >= _rebuilt || Image.IsDamaged))
        {
            _state = State.Lingering;
            Image.IsClosed = true;
        }

        if (_state == State.Lingering && now >= _lingerDeadline)
        {
            _state = State.Ended;
        }
    }

    private void LeaveActive(long now)
    {
        if (_rebuilt >= Image.EndOfStream)
        {
            _state = State.Draining;
            _isComplete = true;
            _lingerDeadline = now + (EndOfStreamReports * _context.StatusMessageInterval);
            SendStatusMessage(now, Image.Position);
        }
        else if (Image.IsDamaged)
        {
            _state = State.Draining;
            _lingerDeadline = now;
            _context.Counters.Add(AeronCounter.ImagesDamaged);
        }
        else if (now >= _livenessDeadline)
        {
            _state = State.Draining;
            _lingerDeadline = now;
            _context.Counters.Add(AeronCounter.ImagesTimedOut);
        }
    }
}
