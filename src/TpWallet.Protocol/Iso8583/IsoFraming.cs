namespace TpWallet.Protocol.Iso8583;

/// <summary>How messages follow one another in a stream: a length, a header, the message, a trailer.</summary>
public sealed class IsoFraming
{
    /// <summary>The longest prefix: a length of four bytes and a header of 32.</summary>
    public const int PrefixBytesMax = 36;

    /// <summary>How the length stands on the wire.</summary>
    public required WireEncoding LengthEncoding { get; init; }

    /// <summary>Bytes of the length, 2 or 4.</summary>
    public required int LengthBytes { get; init; }

    /// <summary>Whether the length counts itself.</summary>
    public required bool LengthCountsItself { get; init; }

    /// <summary>What stands between length and message of a message that nobody asked for; an answer has the header of its request.</summary>
    public required ReadOnlyMemory<byte> Header { get; init; }

    /// <summary>What stands behind the message.</summary>
    public required ReadOnlyMemory<byte> Trailer { get; init; }

    /// <summary>The longest message, bytes, without length, header and trailer.</summary>
    public required int MessageBytesMax { get; init; }

    /// <summary>Bytes before the message: length and header.</summary>
    public int PrefixBytes => LengthBytes + Header.Length;

    private int Uncounted => LengthCountsItself ? 0 : LengthBytes;

    /// <summary>Finds out from its first bytes how long a frame is.</summary>
    /// <param name="start">At least <see cref="LengthBytes"/> bytes.</param>
    /// <param name="frameBytes">All of the frame, from its length to its trailer.</param>
    /// <returns>False when that is no length, or not one that a message may have.</returns>
    public bool TryReadLength(ReadOnlySpan<byte> start, out int frameBytes)
    {
        var counted = WireText.ReadNumber(start[..LengthBytes], LengthEncoding);
        frameBytes = counted is >= 0 and <= IsoMessage.BytesMax ? (int)counted + Uncounted : 0;
        var message = frameBytes - PrefixBytes - Trailer.Length;
        return message > 0 && message <= MessageBytesMax;
    }

    /// <summary>The message of a whole frame. False when the trailer is another.</summary>
    public bool TryUnwrap(ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> message)
    {
        message = frame[PrefixBytes..^Trailer.Length];
        return frame.EndsWith(Trailer.Span);
    }

    /// <summary>Puts length, header and trailer around a message that stands <see cref="PrefixBytes"/> behind the start of the frame.</summary>
    /// <param name="frame">Room for the whole frame.</param>
    /// <param name="messageBytes">Bytes of the message.</param>
    /// <param name="header">The header of the request that is answered; empty: the profile's own.</param>
    /// <param name="frameBytes">All of the frame.</param>
    /// <returns>False when it doesn't fit.</returns>
    public bool TryWrap(Span<byte> frame, int messageBytes, ReadOnlySpan<byte> header, out int frameBytes)
    {
        frameBytes = PrefixBytes + messageBytes + Trailer.Length;
        var counted = frameBytes - Uncounted;
        if (frame.Length < frameBytes || counted > LengthMax)
        {
            return false;
        }

        WireText.WriteNumber(frame[..LengthBytes], (ulong)counted, LengthEncoding);
        (header.IsEmpty ? Header.Span : header).CopyTo(frame[LengthBytes..PrefixBytes]);
        Trailer.Span.CopyTo(frame[(PrefixBytes + messageBytes)..]);
        return true;
    }

    private int LengthMax => (LengthEncoding, LengthBytes) switch
    {
        (WireEncoding.Binary, _) => IsoMessage.BytesMax,
        (WireEncoding.Bcd, 4) => IsoMessage.BytesMax,
        (_, 4) => 9_999,
        (WireEncoding.Bcd, _) => 9_999,
        _ => 99,
    };
}
