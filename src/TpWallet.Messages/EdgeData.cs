using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>
/// What the edge needs to find its way back with the reply, 64 bytes. Never journaled, never replicated, not seen by the core.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct EdgeData
{
    /// <summary>Size of the edge's part of a slot, bytes.</summary>
    public const int Size = 64;

    /// <summary>Slot of the connection in the gateway's registry; 0: nobody waits for the reply.</summary>
    [FieldOffset(0)] public uint Connection;

    /// <summary>Which tenant of that registry slot: a reply to a connection that has gone finds another generation.</summary>
    [FieldOffset(4)] public uint Generation;

    /// <summary>The sender's correlation number, given back with the reply.</summary>
    [FieldOffset(8)] public ulong Correlation;

    /// <summary>When the command was received, in ticks of the machine's monotonic clock; for metrics alone.</summary>
    [FieldOffset(16)] public long ReceivedTicks;

    /// <summary>How the command came here; the gateway leaves it at <see cref="SlotOrigin.New"/>.</summary>
    [FieldOffset(24)] public SlotOrigin Origin;
}
