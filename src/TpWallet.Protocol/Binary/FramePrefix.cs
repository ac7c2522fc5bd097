using System.Runtime.InteropServices;

namespace TpWallet.Protocol.Binary;

/// <summary>The 16 bytes that every frame begins with. Hot path: blittable, no padding.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct FramePrefix
{
    /// <summary>Size of the prefix, bytes.</summary>
    public const int Size = 16;

    /// <summary>How many bytes decide whether a prefix is well-formed: length, type and reserved.</summary>
    internal const int HeadSize = 8;

    internal const int ReservedOffset = 6;

    /// <summary>Length of the whole frame, prefix included, bytes; fixed by <see cref="Type"/>.</summary>
    [FieldOffset(0)] public uint Length;

    /// <summary>What the frame is.</summary>
    [FieldOffset(4)] public FrameType Type;

    /// <summary>Zero.</summary>
    [FieldOffset(ReservedOffset)] public ushort Reserved;

    /// <summary>The sender's number for this frame, any value; the frame that answers it carries the same.</summary>
    [FieldOffset(8)] public ulong Correlation;

    /// <summary>The prefix of a frame of a known type.</summary>
    public FramePrefix(FrameType type, ulong correlation)
    {
        Length = (uint)FrameTypes.LengthOf(type);
        Type = type;
        Correlation = correlation;
    }

    /// <summary>Length, type and reserved of a well-formed frame as one number, so that one comparison checks all three.</summary>
    internal static ulong HeadOf(FrameType type) => (uint)FrameTypes.LengthOf(type) | ((ulong)type << 32);

    /// <summary>Reads a prefix without judging it. False when fewer than 16 bytes are there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out FramePrefix prefix) => WireBytes.TryRead(source, out prefix);

    /// <summary>Writes a frame without a body: heartbeat, its reply, sign-off, signed-off. False when it doesn't fit.</summary>
    public static bool TryWrite(Span<byte> destination, FrameType type, ulong correlation) =>
        WireBytes.TryWrite(destination, new FramePrefix(type, correlation));
}
