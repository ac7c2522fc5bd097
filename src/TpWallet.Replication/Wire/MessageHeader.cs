using System.Runtime.InteropServices;

namespace TpWallet.Replication.Wire;

/// <summary>
/// The first 32 bytes of every message, little-endian: who speaks, in which epoch, under which version of the view, in which join session. None of
/// this is part of a batch, whose bytes never change.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct MessageHeader
{
    public const int Size = 32;
    public const byte CurrentVersion = 1;

    [FieldOffset(0)] public MessageKind Kind;
    [FieldOffset(2)] public byte Version;
    [FieldOffset(3)] public MessageFlags Flags;
    [FieldOffset(4)] public ushort SenderNumber;
    [FieldOffset(6)] public ushort Reserved;

    /// <summary>The sender's epoch.</summary>
    [FieldOffset(8)] public ulong Epoch;

    /// <summary>The version of the view that the sender knows; 0: none.</summary>
    [FieldOffset(16)] public ulong ViewVersion;

    /// <summary>The join session that the message belongs to; 0: none.</summary>
    [FieldOffset(24)] public ulong Session;

    public readonly NodeId Sender => new(SenderNumber);
}
