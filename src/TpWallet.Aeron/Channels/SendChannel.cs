using TpWallet.Aeron.Counters;
using TpWallet.Aeron.Frames;
using TpWallet.Aeron.Publications;
using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron.Channels;

/// <summary>A socket that sends to one destination, and the publications that share it.</summary>
internal sealed class SendChannel(IDatagramTransport transport, DatagramAddress destination, DatagramAddress local, EndpointContext context)
    : IDatagramReceiver, IDisposable
{
    // Status messages are looked for in every cycle that sent nothing, and else in one of so many.
    private const int CyclesPerPoll = 4;

    private volatile PublicationSender[] _senders = [];
    private int _cycles;

    public IDatagramTransport Transport => transport;

    public DatagramAddress Destination => destination;

    /// <summary>The address that the channel asked to send from.</summary>
    public DatagramAddress Local => local;

    public bool IsEmpty => _senders.Length == 0;

    public bool HasWork => Array.Exists(_senders, static sender => sender.HasWork);

    public long Deadline
    {
        get
        {
            var deadline = long.MaxValue;
            foreach (var sender in _senders)
            {
                deadline = Math.Min(deadline, sender.Deadline);
            }

            return deadline;
        }
    }

    public bool Holds(int streamId, int sessionId) => Find(streamId, sessionId) is not null;

    public void Add(PublicationSender sender) => _senders = [.. _senders, sender];

    public void RemoveReleased() => _senders = Array.FindAll(_senders, static sender => !sender.IsReleased);

    /// <summary>Sends, and takes what receivers answered.</summary>
    /// <param name="now">The time, nanoseconds.</param>
    /// <param name="anyReleased">Set when a publication has ended.</param>
    public int DoWork(long now, ref bool anyReleased)
    {
        var work = 0;
        foreach (var sender in _senders)
        {
            work += sender.DoWork(now);
            anyReleased |= sender.IsReleased;
        }

        if (work == 0 || ++_cycles >= CyclesPerPoll)
        {
            _cycles = 0;
            work += transport.Receive(this);
        }

        return work;
    }

    public void OnDatagram(ReadOnlySpan<byte> datagram, in DatagramAddress source)
    {
        context.Counters.Add(AeronCounter.DatagramsReceived);
        context.Counters.Add(AeronCounter.BytesReceived, datagram.Length);
        if (!FrameChecks.TryReadHeader(datagram, context.Counters, out var header))
        {
            return;
        }

        switch (header.Type)
        {
            case FrameType.StatusMessage
                when FrameChecks.TryRead<StatusMessageFrame>(datagram, StatusMessageFrame.Length, context.Counters, out var frame):
                Known(frame.StreamId, frame.SessionId)?.OnStatusMessage(frame, context.Now);
                break;
            case FrameType.Nak
                when FrameChecks.TryRead<NakFrame>(datagram, NakFrame.FrameLength, context.Counters, out var frame):
                Known(frame.StreamId, frame.SessionId)?.OnNak(frame, context.Now);
                break;
            case FrameType.RttMeasurement
                when FrameChecks.TryRead<RttMeasurementFrame>(datagram, RttMeasurementFrame.Length, context.Counters, out var frame):
                Known(frame.StreamId, frame.SessionId)?.OnRttMeasurement(frame);
                break;
            case FrameType.Error
                when FrameChecks.TryRead<ErrorFrame>(datagram, ErrorFrame.Length, context.Counters, out var frame):
                Known(frame.StreamId, frame.SessionId)?.OnError(frame);
                break;
            case FrameType.StatusMessage or FrameType.Nak or FrameType.RttMeasurement or FrameType.Error:
                break;
            default:
                context.Counters.Add(AeronCounter.UnknownFrames);
                break;
        }
    }

    public void OnTruncatedDatagram() => context.Counters.Add(AeronCounter.TruncatedDatagrams);

    public void OnSocketError() => context.Counters.Add(AeronCounter.SocketErrors);

    public void Dispose()
    {
        foreach (var sender in _senders)
        {
            sender.Publication.Close();
            sender.Publication.IsConnected = false;
            sender.Publication.IsReleased = true;
        }

        transport.Dispose();
    }

    private PublicationSender? Known(int streamId, int sessionId)
    {
        var sender = Find(streamId, sessionId);
        if (sender is null)
        {
            context.Counters.Add(AeronCounter.UnknownStreams);
        }

        return sender;
    }

    private PublicationSender? Find(int streamId, int sessionId)
    {
        foreach (var sender in _senders)
        {
            if (sender.Publication.SessionId == sessionId && sender.Publication.StreamId == streamId)
            {
                return sender;
            }
        }

        return null;
    }
}
