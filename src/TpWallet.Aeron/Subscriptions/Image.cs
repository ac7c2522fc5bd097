using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TpWallet.Aeron.Frames;
using TpWallet.Aeron.Logs;
using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron.Subscriptions;

/// <summary>One publisher's session as a subscription sees it. Hot path: no allocation.</summary>
public sealed class Image
{
    private readonly TermLog _log;
    private readonly TermGeometry _geometry;
    private readonly EndpointContext _context;
    private PaddedLong _position;
    private PaddedLong _reportPosition;
    private long _endOfStream = long.MaxValue;
    private volatile bool _closed;
    private volatile bool _damaged;

    internal Image(in SetupFrame setup, TermLog log, in DatagramAddress source, EndpointContext context)
    {
        _log = log;
        _geometry = log.Geometry;
        _context = context;
        SessionId = setup.SessionId;
        StreamId = setup.StreamId;
        Mtu = setup.Mtu;
        Source = source;
        JoinPosition = _geometry.PositionOf(setup.ActiveTermId, setup.TermOffset);
        _position.Value = JoinPosition;
    }

    /// <summary>The publisher's session.</summary>
    public int SessionId { get; }

    /// <summary>The stream within the channel.</summary>
    public int StreamId { get; }

    /// <summary>The id of the stream's first term.</summary>
    public int InitialTermId => _geometry.InitialTermId;

    /// <summary>The length of a term, bytes.</summary>
    public int TermLength => _geometry.TermLength;

    /// <summary>The publisher's longest datagram, bytes.</summary>
    public int Mtu { get; }

    /// <summary>Where the publisher was first heard from.</summary>
    public DatagramAddress Source { get; }

    /// <summary>The position at which following it began. What was published before is not delivered.</summary>
    public long JoinPosition { get; }

    /// <summary>The position up to which it has been consumed. Any thread may read it.</summary>
    public long Position => _position.Value;

    /// <summary>Whether everything up to the publisher's announced end has been consumed. Any thread may read it.</summary>
    public bool IsEndOfStream => _position.Value >= Volatile.Read(ref _endOfStream);

    /// <summary>Whether it delivers nothing any more. Any thread may read it.</summary>
    public bool IsClosed
    {
        get => _closed;
        internal set => _closed = value;
    }

    /// <summary>Whether frames that contradict each other were met; it then delivers nothing any more, and is closed.</summary>
    public bool IsDamaged => _damaged;

    internal TermLog Log => _log;

    /// <summary>The publisher's announced end.</summary>
    internal long EndOfStream
    {
        get => Volatile.Read(ref _endOfStream);
        set => Volatile.Write(ref _endOfStream, value);
    }

    /// <summary>The position from which on the event loop wants to report to the publisher.</summary>
    internal long ReportPosition
    {
        get => _reportPosition.Value;
        set => _reportPosition.Value = value;
    }

    internal void Damage() => _damaged = true;

    /// <summary>Reads the frame at a position, if it is here, and checks that it ends within its term.</summary>
    internal bool TryFrame(long position, out int frameLength)
    {
        frameLength = _log.FrameLengthAt(position);
        if (frameLength <= 0)
        {
            return false;
        }

        if (frameLength < DataHeader.Length || frameLength > _geometry.TermLength - _geometry.OffsetAt(position))
        {
            Damage();
            return false;
        }

        return true;
    }

    /// <summary>Delivers up to <paramref name="limit"/> fragments. A fragment whose handler throws counts as consumed.</summary>
    internal int Poll(FragmentHandler handler, int limit)
    {
        if (_closed || _damaged)
        {
            return 0;
        }

        var position = _position.Value;
        var fragments = 0;
        try
        {
            while (fragments < limit && TryFrame(position, out var frameLength))
            {
                ref var header = ref _log.HeaderAt(position);
                position += TermGeometry.Align(frameLength);
                if (header.Frame.Type == FrameType.Data)
                {
                    fragments++;
                    handler(PayloadOf(ref header, frameLength), new FragmentHeader(ref header, this, position));
                }
            }
        }
        finally
        {
            Consume(position);
        }

        return fragments;
    }

    /// <summary>Delivers up to <paramref name="limit"/> fragments as the handler directs; again one whose handler throws.</summary>
    internal int ControlledPoll(ControlledFragmentHandler handler, int limit)
    {
        if (_closed || _damaged)
        {
            return 0;
        }

        var position = _position.Value;
        var fragments = 0;
        try
        {
            while (fragments < limit && TryFrame(position, out var frameLength))
            {
                ref var header = ref _log.HeaderAt(position);
                var end = position + TermGeometry.Align(frameLength);
                if (header.Frame.Type == FrameType.Data)
                {
                    var action = handler(PayloadOf(ref header, frameLength), new FragmentHeader(ref header, this, end));
                    if (action == ControlledPollAction.Abort)
                    {
                        break;
                    }

                    fragments++;
                    position = end;
                    if (action == ControlledPollAction.Break)
                    {
                        break;
                    }

                    if (action == ControlledPollAction.Commit)
                    {
                        Consume(position);
                    }
                }

                position = end;
            }
        }
        finally
        {
            Consume(position);
        }

        return fragments;
    }

    private static ReadOnlySpan<byte> PayloadOf(ref DataHeader header, int frameLength) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<DataHeader, byte>(ref header), frameLength)[DataHeader.Length..];

    private void Consume(long position)
    {
        if (position == _position.Value)
        {
            return;
        }

        // Release: the event loop clears what is before this position.
        _position.Value = position;
        if (position >= ReportPosition || position >= Volatile.Read(ref _endOfStream))
        {
            _context.WakeIfParked();
        }
    }
}
