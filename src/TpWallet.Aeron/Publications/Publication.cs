using TpWallet.Aeron.Channels;
using TpWallet.Aeron.Counters;
using TpWallet.Aeron.Frames;
using TpWallet.Aeron.Logs;

namespace TpWallet.Aeron.Publications;

/// <summary>
/// The sending end of a stream. It is exclusive: one thread at a time offers, claims and closes. Hot path: no allocation, no lock.
/// </summary>
public sealed class Publication : IDisposable
{
    /// <summary>No receiver is connected; nothing was appended.</summary>
    public const long NotConnected = -1;

    /// <summary>The receiver, or the sending of what is appended already, is behind; nothing was appended.</summary>
    public const long BackPressured = -2;

    /// <summary>The message didn't fit in the rest of the term, which was padded; nothing else was appended. Try again at once.</summary>
    public const long AdminAction = -3;

    /// <summary>The publication, or its endpoint, is closed.</summary>
    public const long Closed = -4;

    /// <summary>The stream has used up its term ids. Close the publication and add another.</summary>
    public const long MaxPositionExceeded = -5;

    private const long NoClaim = -1;
    private const long NoError = long.MinValue;

    private readonly TermLog _log;
    private readonly TermGeometry _geometry;
    private readonly EndpointContext _context;
    private readonly DataHeader _template;
    private PaddedLong _position;
    private PaddedLong _limit;
    private long _claimed = NoClaim;
    private volatile bool _closed;
    private volatile bool _connected;
    private volatile bool _released;
    private long _receiverErrorCode = NoError;

    internal Publication(AeronChannel channel, int streamId, int sessionId, TermLog log, long startPosition, EndpointContext context)
    {
        Channel = channel;
        StreamId = streamId;
        SessionId = sessionId;
        _log = log;
        _geometry = log.Geometry;
        _context = context;
        MaxMessageLength = Math.Min(_geometry.TermLength / 8, TermGeometry.MaxMessageLength);
        MaxPayloadLength = Math.Min(channel.Mtu - DataHeader.Length, MaxMessageLength);
        _template = new DataHeader
        {
            Frame = new FrameHeader(0, FrameFlags.Unfragmented, FrameType.Data),
            SessionId = sessionId,
            StreamId = streamId,
        };
        _position.Value = startPosition;
        _limit.Value = startPosition;
    }

    /// <summary>The channel it was added with.</summary>
    public AeronChannel Channel { get; }

    /// <summary>The stream within the channel.</summary>
    public int StreamId { get; }

    /// <summary>The session: this publication among all that send to the same channel and stream.</summary>
    public int SessionId { get; }

    /// <summary>The id of the first term.</summary>
    public int InitialTermId => _geometry.InitialTermId;

    /// <summary>The length of a term, bytes.</summary>
    public int TermLength => _geometry.TermLength;

    /// <summary>The longest message that <see cref="Offer"/> takes, bytes: an eighth of a term, at most 16 MiB.</summary>
    public int MaxMessageLength { get; }

    /// <summary>The longest message that travels in one frame, and that <see cref="TryClaim"/> takes, bytes.</summary>
    public int MaxPayloadLength { get; }

    /// <summary>The position up to which messages have been appended. Any thread may read it.</summary>
    public long Position => _position.Value;

    /// <summary>The position from which on appending is back-pressured. Any thread may read it.</summary>
    public long PositionLimit
    {
        get => _limit.Value;
        internal set => _limit.Value = value;
    }

    /// <summary>Whether a receiver has reported within the connection timeout. Any thread may read it.</summary>
    public bool IsConnected
    {
        get => _connected;
        internal set => _connected = value;
    }

    /// <summary>Whether it was closed. Any thread may read it.</summary>
    public bool IsClosed => _closed;

    /// <summary>Whether, after closing, everything was sent and lingering is over. Any thread may read it.</summary>
    public bool IsReleased
    {
        get => _released;
        internal set => _released = value;
    }

    /// <summary>The code of the last refusal (ERR) by a receiver; null if there was none. Any thread may read it.</summary>
    public int? ReceiverErrorCode
    {
        get => Volatile.Read(ref _receiverErrorCode) is var code and not NoError ? (int)code : null;
        internal set => Volatile.Write(ref _receiverErrorCode, value ?? NoError);
    }

    /// <summary>Appends a message, in fragments if it is longer than <see cref="MaxPayloadLength"/>.</summary>
    /// <param name="message">The message, at most <see cref="MaxMessageLength"/> bytes.</param>
    /// <param name="reservedValue">The 64 bits of each frame's header that are the application's.</param>
    /// <returns>The position after the message; or, below zero, one of the constants that say why it wasn't appended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The message is too long.</exception>
    /// <exception cref="InvalidOperationException">A claim is open.</exception>
    public long Offer(ReadOnlySpan<byte> message, long reservedValue = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.Length, MaxMessageLength, nameof(message));
        var required = RequiredLength(message.Length);
        var position = Reserve(required);
        if (position < 0)
        {
            return position;
        }

        if (message.Length <= MaxPayloadLength)
        {
            Append(position, message, FrameFlags.Unfragmented, reservedValue);
        }
        else
        {
            AppendFragments(position, message, reservedValue);
        }

        _position.Value = position + required;
        _context.WakeIfParked();
        return position + required;
    }

    /// <summary>Claims the place of a message, to be written without a copy.</summary>
    /// <param name="length">The length of the message, 0 to <see cref="MaxPayloadLength"/> bytes.</param>
    /// <param name="claim">The place, when the result isn't below zero.</param>
    /// <returns>The position after the message; or, below zero, one of the constants that say why nothing was claimed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is out of range.</exception>
    /// <exception cref="InvalidOperationException">A claim is open.</exception>
    public long TryClaim(int length, out BufferClaim claim)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxPayloadLength);
        var required = TermGeometry.Align(length + DataHeader.Length);
        var position = Reserve(required);
        if (position < 0)
        {
            claim = default;
            return position;
        }

        ref var header = ref WriteHeader(position, FrameFlags.Unfragmented, 0);
        claim = new BufferClaim(this, ref header, _log.FrameAt(position, length + DataHeader.Length)[DataHeader.Length..]);
        _claimed = position;
        _position.Value = position + required;
        return position + required;
    }

    /// <summary>
    /// Closes it. An open claim is aborted. What was appended is still sent; the event loop then announces the end of the stream and
    /// serves retransmissions until the receiver has everything or the linger time is over.
    /// </summary>
    public void Dispose()
    {
        if (_claimed != NoClaim)
        {
            ref var header = ref _log.HeaderAt(_claimed);
            header.Frame.Type = FrameType.Pad;
            EndClaim(ref header, (int)(_position.Value - _claimed) - DataHeader.Length);
        }

        Close();
        _context.WakeIfParked();
    }

    /// <summary>Refuses all further messages; safe on the event loop.</summary>
    internal void Close() => _closed = true;

    internal void EndClaim(ref DataHeader header, int length)
    {
        _claimed = NoClaim;
        Volatile.Write(ref header.Frame.FrameLength, length + DataHeader.Length);
        _context.WakeIfParked();
    }

    private int RequiredLength(int length)
    {
        var (whole, rest) = Math.DivRem(length, MaxPayloadLength);
        return (whole * (MaxPayloadLength + DataHeader.Length)) + (rest > 0 || length == 0 ? TermGeometry.Align(rest + DataHeader.Length) : 0);
    }

    private long Reserve(int required)
    {
        if (_claimed != NoClaim)
        {
            throw new InvalidOperationException("The claim before wasn't committed or aborted.");
        }

        var position = _position.Value;
        if (_closed)
        {
            return Closed;
        }

        if (position >= _limit.Value)
        {
            return Refusal(position, required);
        }

        var room = _geometry.TermLength - _geometry.OffsetAt(position);
        return required <= room ? position : EndTerm(position, room);
    }

    private long Refusal(long position, int required)
    {
        if (position + required > _geometry.MaxPosition)
        {
            return MaxPositionExceeded;
        }

        if (!_connected)
        {
            return NotConnected;
        }

        _context.Counters.AddShared(AeronCounter.BackPressures);
        return BackPressured;
    }

    private long EndTerm(long position, int room)
    {
        if (position + room >= _geometry.MaxPosition)
        {
            return MaxPositionExceeded;
        }

        ref var header = ref WriteHeader(position, FrameFlags.Unfragmented, 0);
        header.Frame.Type = FrameType.Pad;
        Volatile.Write(ref header.Frame.FrameLength, room);
        _position.Value = position + room;
        _context.WakeIfParked();
        return AdminAction;
    }

    private void AppendFragments(long position, ReadOnlySpan<byte> message, long reservedValue)
    {
        var flags = FrameFlags.Begin;
        while (message.Length > MaxPayloadLength)
        {
            Append(position, message[..MaxPayloadLength], flags, reservedValue);
            position += MaxPayloadLength + DataHeader.Length;
            message = message[MaxPayloadLength..];
            flags = 0;
        }

        Append(position, message, FrameFlags.End, reservedValue);
    }

    private void Append(long position, ReadOnlySpan<byte> payload, byte flags, long reservedValue)
    {
        ref var header = ref WriteHeader(position, flags, reservedValue);
        payload.CopyTo(_log.FrameAt(position, payload.Length + DataHeader.Length)[DataHeader.Length..]);

        // Release: whoever sees the length sees the frame.
        Volatile.Write(ref header.Frame.FrameLength, payload.Length + DataHeader.Length);
    }

    private ref DataHeader WriteHeader(long position, byte flags, long reservedValue)
    {
        ref var header = ref _log.HeaderAt(position);
        header = _template;
        header.Frame.Flags = flags;
        header.TermOffset = _geometry.OffsetAt(position);
        header.TermId = _geometry.TermIdAt(position);
        header.ReservedValue = reservedValue;
        return ref header;
    }
}
