using System.Runtime.InteropServices;
using TpWallet.Messages;

namespace TpWallet.Protocol.Binary;

/// <summary>Body of the server's answer to a sign-on, 48 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct SignedOn
{
    /// <summary>Size of the body, bytes.</summary>
    public const int Size = 48;

    private const int ReservedOffset = 20;

    /// <summary>The version that the session speaks: <see cref="BinaryProtocol.Version"/>.</summary>
    [FieldOffset(0)] public ushort Version;

    /// <summary>What a reply promises.</summary>
    [FieldOffset(2)] public Durability Durability;

    [FieldOffset(3)] private byte _clock;

    /// <summary>The session's participant; 0 for an operator.</summary>
    [FieldOffset(4)] public uint Participant;

    /// <summary>How many requests the client may have unanswered, 1 or more, never above what was asked for.</summary>
    [FieldOffset(8)] public uint GrantedWindow;

    /// <summary>A side that has sent nothing for so long sends a heartbeat, ms, positive.</summary>
    [FieldOffset(12)] public uint HeartbeatIntervalMs;

    /// <summary>A side that has received nothing for so long gives the connection up, ms, above the heartbeat's interval.</summary>
    [FieldOffset(16)] public uint IdleTimeoutMs;

    [FieldOffset(ReservedOffset)] private readonly uint _reserved;

    /// <summary>The server's time, milliseconds since 1970-01-01 UTC.</summary>
    [FieldOffset(24)] public long ServerTimeMs;

    [FieldOffset(32)] private RequestId _ledgerId;

    /// <summary>Where the core's time comes from.</summary>
    public ClockSource Clock
    {
        readonly get => (ClockSource)_clock;
        set => _clock = (byte)value;
    }

    /// <summary>
    /// Whose books these are: of a switch alone the id of its journal, of a group the group's, the same from every member. A client that sees
    /// another one is not speaking to the switch that it spoke to before.
    /// </summary>
    public Guid LedgerId
    {
        readonly get => _ledgerId.ToGuid();
        set => _ledgerId = RequestId.FromGuid(value);
    }

    /// <summary>Reads a body without judging it. False when fewer than 48 bytes are there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out SignedOn signedOn) => WireBytes.TryRead(body, out signedOn);

    /// <summary>Writes the whole frame, 64 bytes. False when it doesn't fit.</summary>
    public readonly bool TryWrite(Span<byte> destination, ulong correlation) =>
        destination.Length >= FramePrefix.Size + Size
        && WireBytes.TryWrite(destination, new FramePrefix(FrameType.SignedOn, correlation))
        && WireBytes.TryWrite(destination[FramePrefix.Size..], this);

    /// <summary>What is wrong with the frame; <see cref="ProtocolFault.None"/> when nothing is.</summary>
    public readonly ProtocolFault Check()
    {
        if (Version != BinaryProtocol.Version)
        {
            return new(ProtocolErrorCode.UnsupportedVersion, Version);
        }

        if (_reserved != 0)
        {
            return new(ProtocolErrorCode.ReservedNotZero, FramePrefix.Size + ReservedOffset);
        }

        if (GrantedWindow is < BinaryProtocol.WindowMin or > BinaryProtocol.WindowMax)
        {
            return new(ProtocolErrorCode.WindowOutOfRange, GrantedWindow);
        }

        return HeartbeatIntervalMs == 0 || IdleTimeoutMs <= HeartbeatIntervalMs
            ? new(ProtocolErrorCode.TimingInvalid, IdleTimeoutMs) : ProtocolFault.None;
    }
}
