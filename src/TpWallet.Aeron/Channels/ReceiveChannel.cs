using System.Runtime.InteropServices;
using System.Text;
using TpWallet.Aeron.Counters;
using TpWallet.Aeron.Frames;
using TpWallet.Aeron.Logs;
using TpWallet.Aeron.Subscriptions;
using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron.Channels;

/// <summary>A socket that listens on one address, the subscriptions that share it and the images of all sessions that arrive.</summary>
internal sealed class ReceiveChannel(IDatagramTransport transport, DatagramAddress local, EndpointContext context, ImageBudget budget)
    : IDatagramReceiver, IDisposable
{
    // Any refusal that the protocol has no number of its own for.
    private const int GenericError = 0;

    private readonly SessionTable _sessions = new();
    private readonly byte[] _control = GC.AllocateArray<byte>(ErrorFrame.Length + ErrorFrame.MaxTextLength, pinned: true);
    private readonly long _receiverId = context.Options.Random.NextInt64();
    private readonly List<ImageReceiver> _images = [];
    private volatile Subscription[] _subscriptions = [];
    private ImageReceiver? _last;

    /// <summary>The address that the channel asked to listen on.</summary>
    public DatagramAddress Local => local;

    public IDatagramTransport Transport => transport;

    public bool IsEmpty => _subscriptions.Length == 0;

    public bool HasWork => _images.Exists(static image => image.HasWork) || Array.Exists(_subscriptions, static s => s.IsClosed);

    public long Deadline
    {
        get
        {
            var deadline = long.MaxValue;
            foreach (var image in _images)
            {
                deadline = Math.Min(deadline, image.Deadline);
            }

            return deadline;
        }
    }

    public bool Holds(int streamId) => Find(streamId) is not null;

    public bool Holds(Subscription subscription) => Array.IndexOf(_subscriptions, subscription) >= 0;

    public void Add(Subscription subscription) => _subscriptions = [.. _subscriptions, subscription];

    public void RemoveClosed() => _subscriptions = Array.FindAll(_subscriptions, static subscription => !subscription.IsClosed);

    /// <summary>Takes what has arrived and serves the images.</summary>
    /// <param name="now">The time, nanoseconds.</param>
    /// <param name="anyClosed">Set when a subscription was closed.</param>
    public int DoWork(long now, ref bool anyClosed)
    {
        var work = transport.Receive(this);
        for (var i = _images.Count - 1; i >= 0; i--)
        {
            ServeImage(i, now);
        }

        foreach (var subscription in _subscriptions)
        {
            anyClosed |= subscription.IsClosed;
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
            case FrameType.Data or FrameType.Pad:
                if (FrameChecks.TryReadData(datagram, context.Counters, out var data))
                {
                    OnData(datagram, data, source);
                }

                break;
            case FrameType.Setup:
                if (FrameChecks.TryRead<SetupFrame>(datagram, SetupFrame.Length, context.Counters, out var setup))
                {
                    OnSetup(setup, source);
                }

                break;
            case FrameType.RttMeasurement:
                if (FrameChecks.TryRead<RttMeasurementFrame>(datagram, RttMeasurementFrame.Length, context.Counters, out var measurement))
                {
                    FindImage(measurement.StreamId, measurement.SessionId)?.OnRttMeasurement(measurement);
                }

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
        foreach (var subscription in _subscriptions)
        {
            subscription.Close();
        }

        foreach (var image in _images)
        {
            image.Subscription.Remove(image.Image);
        }

        budget.Release(_images.Count);
        _images.Clear();
        transport.Dispose();
    }

    private void ServeImage(int index, long now)
    {
        var image = _images[index];
        image.DoWork(now);
        if (image.IsDrained)
        {
            image.Subscription.Remove(image.Image);
        }

        if (image.IsEnded || image.Subscription.IsClosed)
        {
            image.Subscription.Remove(image.Image);
            _images.RemoveAt(index);
            _last = null;
            budget.Release(1);
            _ = _sessions.TryRemember(
                image.Image.StreamId, image.Image.SessionId, SessionTable.Standing.Ended, now + context.SessionCooldown, now);
        }
    }

    private void OnData(ReadOnlySpan<byte> datagram, in DataHeader header, in DatagramAddress source)
    {
        var image = FindImage(header.StreamId, header.SessionId);
        if (image is not null)
        {
            image.OnData(datagram, header);
        }
        else if (Find(header.StreamId) is null)
        {
            context.Counters.Add(AeronCounter.UnknownStreams);
        }
        else
        {
            AskForSetup(header, source);
        }
    }

    private void AskForSetup(in DataHeader header, in DatagramAddress source)
    {
        var standing = _sessions.Find(header.StreamId, header.SessionId, context.Now);
        if (standing != SessionTable.Standing.Unknown)
        {
            context.Counters.Add(standing == SessionTable.Standing.Ended ? AeronCounter.EndedSessions : AeronCounter.UnknownSessions);
            return;
        }

        var expiry = context.Now + context.PendingSetupTimeout;
        if (!_sessions.TryRemember(header.StreamId, header.SessionId, SessionTable.Standing.Pending, expiry, context.Now))
        {
            context.Counters.Add(AeronCounter.SessionsRefused);
            return;
        }

        context.Counters.Add(AeronCounter.UnknownSessions);
        var frame = new StatusMessageFrame
        {
            Frame = new FrameHeader(StatusMessageFrame.Length, FrameFlags.SendSetup, FrameType.StatusMessage),
            SessionId = header.SessionId,
            StreamId = header.StreamId,
            ReceiverId = _receiverId,
        };
        MemoryMarshal.Write(_control, frame);
        if (context.Send(transport, source, _control, StatusMessageFrame.Length))
        {
            context.Counters.Add(AeronCounter.StatusMessagesSent);
        }
    }

    private void OnSetup(in SetupFrame setup, in DatagramAddress source)
    {
        var subscription = Find(setup.StreamId);
        if (subscription is null)
        {
            context.Counters.Add(AeronCounter.UnknownStreams);
            return;
        }

        // Answers keep going to where the session was first heard from: a made-up SETUP doesn't draw them elsewhere.
        if (FindImage(setup.StreamId, setup.SessionId) is not null)
        {
            return;
        }

        if (_sessions.Find(setup.StreamId, setup.SessionId, context.Now) == SessionTable.Standing.Ended)
        {
            context.Counters.Add(AeronCounter.EndedSessions);
            return;
        }

        var refusal = Refusal(setup);
        if (refusal is not null)
        {
            context.Counters.Add(AeronCounter.SetupsRejected);
            Refuse(setup, source, refusal);
        }
        else if (!budget.TryTake())
        {
            context.Counters.Add(AeronCounter.SessionsRefused);
            Refuse(setup, source, "The receiver follows as many sessions as it may.");
        }
        else
        {
            AddImage(setup, subscription, source);
        }
    }

    private void AddImage(in SetupFrame setup, Subscription subscription, in DatagramAddress source)
    {
        var log = new TermLog(new TermGeometry(setup.TermLength, setup.InitialTermId));
        var image = new Image(setup, log, source, context);
        _images.Add(new ImageReceiver(image, subscription, transport, _receiverId, context));
        subscription.Add(image);
    }

    private string? Refusal(in SetupFrame setup) => setup switch
    {
        _ when !TermGeometry.IsTermLength(setup.TermLength) => "The term length is impossible.",
        _ when setup.TermLength > context.Options.MaxImageTermLength => "The term length is more than the receiver allows.",
        _ when setup.Mtu is < 2 * DataHeader.Length or > AeronChannel.MaxMtu || !TermGeometry.IsAligned(setup.Mtu) => "The MTU is impossible.",
        _ when (uint)setup.TermOffset >= (uint)setup.TermLength || !TermGeometry.IsAligned(setup.TermOffset) => "The term offset is impossible.",
        _ when setup.ActiveTermId - setup.InitialTermId < 0 => "The active term is before the initial one.",
        _ => null,
    };

    // Says no once, and then leaves the session alone for a while.
    private void Refuse(in SetupFrame setup, in DatagramAddress source, string reason)
    {
        var expiry = context.Now + context.PendingSetupTimeout;
        if (!_sessions.TryRemember(setup.StreamId, setup.SessionId, SessionTable.Standing.Ended, expiry, context.Now))
        {
            return;
        }

        var textLength = Encoding.ASCII.GetBytes(reason, _control.AsSpan(ErrorFrame.Length));
        var length = ErrorFrame.Length + textLength;
        var frame = new ErrorFrame
        {
            Frame = new FrameHeader(length, 0, FrameType.Error),
            SessionId = setup.SessionId,
            StreamId = setup.StreamId,
            ReceiverId = _receiverId,
            ErrorCode = GenericError,
            ErrorLength = textLength,
        };
        MemoryMarshal.Write(_control, frame);
        if (context.Send(transport, source, _control, length))
        {
            context.Counters.Add(AeronCounter.ErrorsSent);
        }
    }

    private Subscription? Find(int streamId)
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.StreamId == streamId && !subscription.IsClosed)
            {
                return subscription;
            }
        }

        return null;
    }

    private ImageReceiver? FindImage(int streamId, int sessionId)
    {
        var last = _last;
        if (last is not null && last.Image.SessionId == sessionId && last.Image.StreamId == streamId)
        {
            return last;
        }

        foreach (var image in _images)
        {
            if (image.Image.SessionId == sessionId && image.Image.StreamId == streamId)
            {
                _last = image;
                return image;
            }
        }

        return null;
    }
}
