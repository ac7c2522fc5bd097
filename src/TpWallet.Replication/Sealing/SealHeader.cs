using System.Runtime.InteropServices;

namespace TpWallet.Replication.Sealing;

/// <summary>
/// What stands before a sealed fragment, 48 bytes, little-endian: all of it is authenticated, none of it secret. The tag follows, then the bytes.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct SealHeader
{
    public const int Size = 48;
    public const ushort CurrentVersion = 1;

    [FieldOffset(0)] public ushort Version;

    /// <summary>For whom it is: a message to one member is none to another.</summary>
    [FieldOffset(2)] public ushort Receiver;
    [FieldOffset(4)] public ushort Sender;
    [FieldOffset(6)] public ushort Reserved;
    [FieldOffset(8)] public uint KeyId;

    /// <summary>Number of the message that the fragment is of; it may wrap.</summary>
    [FieldOffset(12)] public uint Message;

    /// <summary>Drawn when the sender's process started; a key is derived with it.</summary>
    [FieldOffset(16)] public Guid Start;

    /// <summary>Number of the fragment since that start: the nonce.</summary>
    [FieldOffset(32)] public ulong Counter;

    /// <summary>Where in its message the fragment begins, bytes.</summary>
    [FieldOffset(40)] public int Offset;

    /// <summary>Length of the whole message, bytes.</summary>
    [FieldOffset(44)] public int MessageLength;
}
