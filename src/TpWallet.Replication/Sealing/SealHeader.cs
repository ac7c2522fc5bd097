using System.Runtime.InteropServices;

namespace TpWallet.Replication.Sealing;

/// <summary>
/// What stands before a sealed message, 40 bytes, little-endian: all of it is authenticated, none of it secret. The tag follows, then the message.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct SealHeader
{
    public const int Size = 40;
    public const ushort CurrentVersion = 1;

    [FieldOffset(0)] public ushort Version;

    /// <summary>For whom it is: a message to one member is none to another.</summary>
    [FieldOffset(2)] public ushort Receiver;
    [FieldOffset(4)] public ushort Sender;
    [FieldOffset(6)] public ushort Reserved;
    [FieldOffset(8)] public uint KeyId;
    [FieldOffset(12)] public uint Reserved2;

    /// <summary>Drawn when the sender's process started; a key is derived with it.</summary>
    [FieldOffset(16)] public Guid Start;

    /// <summary>Number of the message since that start: the nonce.</summary>
    [FieldOffset(32)] public ulong Counter;
}
