using System.Runtime.InteropServices;
using TpWallet.Messages;

namespace TpWallet.Protocol.Binary;

/// <summary>A whole request frame, 144 bytes: a run of them can be read in place. Hot path: blittable, no padding.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct RequestFrame
{
    /// <summary>Size of the frame, bytes.</summary>
    public const int Size = FramePrefix.Size + Command.Size;

    /// <summary>The prefix.</summary>
    [FieldOffset(0)] public FramePrefix Prefix;

    /// <summary>What is asked for.</summary>
    [FieldOffset(FramePrefix.Size)] public Command Command;

    /// <summary>Reads the body of a request frame. False when fewer than 128 bytes are there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out Command command) => WireBytes.TryRead(body, out command);

    /// <summary>Writes a whole frame. False when it doesn't fit; nothing is written then.</summary>
    public static bool TryWrite(Span<byte> destination, in Command command, ulong correlation)
    {
        WireBytes.RequireLittleEndian();
        if (destination.Length < Size)
        {
            return false;
        }

        ref var frame = ref MemoryMarshal.AsRef<RequestFrame>(destination);
        frame.Prefix = new FramePrefix(FrameType.Request, correlation);
        frame.Command = command;
        return true;
    }
}
