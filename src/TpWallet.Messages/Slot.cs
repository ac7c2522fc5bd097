using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>One slot of the ring, 256 bytes: the command as it came, the reply as it will leave, and the edge's own data.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct Slot
{
    /// <summary>Size of a slot, bytes: four cache lines.</summary>
    public const int Size = 256;

    /// <summary>The command; the only part that is journaled.</summary>
    [FieldOffset(0)] public Command Command;

    /// <summary>The reply, written by the core.</summary>
    [FieldOffset(128)] public Reply Reply;

    /// <summary>The edge's data.</summary>
    [FieldOffset(192)] public EdgeData Edge;
}
