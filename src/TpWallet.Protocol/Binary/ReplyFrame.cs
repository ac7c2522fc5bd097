using System.Runtime.InteropServices;
using TpWallet.Messages;

namespace TpWallet.Protocol.Binary;

/// <summary>A whole reply frame, 80 bytes: a run of them can be read in place. Hot path: blittable, no padding.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct ReplyFrame
{
    /// <summary>Size of the frame, bytes.</summary>
    public const int Size = FramePrefix.Size + Messages.Reply.Size;

    /// <summary>The prefix; its correlation is that of the request.</summary>
    [FieldOffset(0)] public FramePrefix Prefix;

    /// <summary>The answer.</summary>
    [FieldOffset(FramePrefix.Size)] public Reply Reply;

    /// <summary>Reads the body of a reply frame. False when fewer than 64 bytes are there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out Reply reply) => WireBytes.TryRead(body, out reply);

    /// <summary>Writes a whole frame. False when it doesn't fit; nothing is written then.</summary>
    public static bool TryWrite(Span<byte> destination, in Reply reply, ulong correlation)
    {
        WireBytes.RequireLittleEndian();
        if (destination.Length < Size)
        {
            return false;
        }

        ref var frame = ref MemoryMarshal.AsRef<ReplyFrame>(destination);
        frame.Prefix = new FramePrefix(FrameType.Reply, correlation);
        frame.Reply = reply;
        return true;
    }
}
