using System.Buffers;
using System.Runtime.InteropServices;

namespace TpWallet.Protocol.Binary;

/// <summary>
/// Finds frames at the beginning of what has arrived. Stateless: the caller keeps the bytes and advances by the frame's length. Never throws
/// on any input, never allocates, and judges a frame by its first eight bytes, before the rest has arrived. Hot path.
/// </summary>
public static class FrameDecoder
{
    /// <summary>Finds the frame at the beginning of a contiguous input. The frame's body is a view of the input.</summary>
    public static FrameStatus Decode(ReadOnlySpan<byte> input, out Frame frame)
    {
        frame = default;
        if (input.Length < FramePrefix.HeadSize)
        {
            return FrameStatus.Incomplete;
        }

        var prefix = ReadPrefix(input);
        var fault = CheckHead(prefix);
        if (fault.IsNone)
        {
            if (input.Length < prefix.Length)
            {
                return FrameStatus.Incomplete;
            }

            var body = input[FramePrefix.Size..(int)prefix.Length];
            fault = CheckBody(prefix.Type, body);
            if (fault.IsNone)
            {
                frame = new Frame(prefix, body);
                return FrameStatus.Complete;
            }
        }

        frame = new Frame(prefix, fault);
        return FrameStatus.Malformed;
    }

    /// <summary>
    /// Finds the frame at the beginning of an input in pieces. The frame's body is a view of the first piece or, when the frame is spread
    /// over several, of <paramref name="scratch"/>, into which it is copied.
    /// </summary>
    /// <param name="input">What has arrived.</param>
    /// <param name="scratch">At least <see cref="BinaryProtocol.FrameLengthMax"/> bytes.</param>
    /// <param name="frame">The frame, or the fault.</param>
    public static FrameStatus Decode(in ReadOnlySequence<byte> input, Span<byte> scratch, out Frame frame)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, BinaryProtocol.FrameLengthMax, nameof(scratch));
        var first = input.FirstSpan;
        if (input.IsSingleSegment || first.Length >= BinaryProtocol.FrameLengthMax)
        {
            return Decode(first, out frame);
        }

        var start = input.Slice(0, Math.Min(input.Length, BinaryProtocol.FrameLengthMax));
        start.CopyTo(scratch);
        return Decode(scratch[..(int)start.Length], out frame);
    }

    /// <summary>
    /// The run of whole, well-formed request frames at the beginning of the input, read in place; empty when another frame comes first.
    /// </summary>
    public static ReadOnlySpan<RequestFrame> LeadingRequests(ReadOnlySpan<byte> input) => LeadingRun<RequestFrame>(input, FrameType.Request);

    /// <summary>
    /// The run of whole, well-formed reply frames at the beginning of the input, read in place; empty when another frame comes first.
    /// </summary>
    public static ReadOnlySpan<ReplyFrame> LeadingReplies(ReadOnlySpan<byte> input) => LeadingRun<ReplyFrame>(input, FrameType.Reply);

    private static ReadOnlySpan<T> LeadingRun<T>(ReadOnlySpan<byte> input, FrameType type) where T : unmanaged
    {
        WireBytes.RequireLittleEndian();
        var frames = MemoryMarshal.Cast<byte, T>(input);
        var head = FramePrefix.HeadOf(type);
        var count = 0;
        while (count < frames.Length && MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(frames.Slice(count, 1))) == head)
        {
            count++;
        }

        return frames[..count];
    }

    /// <summary>Reads what has arrived of a prefix; what has not is zero.</summary>
    private static FramePrefix ReadPrefix(ReadOnlySpan<byte> input)
    {
        if (FramePrefix.TryRead(input, out var prefix))
        {
            return prefix;
        }

        Span<byte> padded = stackalloc byte[FramePrefix.Size];
        padded.Clear();
        input[..FramePrefix.HeadSize].CopyTo(padded);
        FramePrefix.TryRead(padded, out prefix);
        return prefix;
    }

    private static ProtocolFault CheckHead(in FramePrefix prefix)
    {
        if (prefix.Length is < BinaryProtocol.FrameLengthMin or > BinaryProtocol.FrameLengthMax)
        {
            return new(ProtocolErrorCode.BadLength, prefix.Length);
        }

        var expected = FrameTypes.LengthOf(prefix.Type);
        if (expected == 0)
        {
            return new(ProtocolErrorCode.UnknownFrameType, (uint)prefix.Type);
        }

        if (prefix.Length != expected)
        {
            return new(ProtocolErrorCode.BadLength, prefix.Length);
        }

        return prefix.Reserved != 0 ? new(ProtocolErrorCode.ReservedNotZero, FramePrefix.ReservedOffset) : ProtocolFault.None;
    }

    private static ProtocolFault CheckBody(FrameType type, ReadOnlySpan<byte> body) => type switch
    {
        FrameType.SignOn when SignOn.TryRead(body, out var signOn) => signOn.Check(),
        FrameType.SignedOn when SignedOn.TryRead(body, out var signedOn) => signedOn.Check(),
        FrameType.Error when ErrorFrame.TryRead(body, out var error) => error.Check(),
        _ => ProtocolFault.None,
    };
}
