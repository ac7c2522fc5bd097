using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TpWallet.Protocol.Binary;

/// <summary>Body of the first frame of a connection, 48 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct SignOn
{
    /// <summary>Size of the body, bytes.</summary>
    public const int Size = 48;

    private const int RoleReservedOffset = 7;

    /// <summary><see cref="BinaryProtocol.Magic"/>.</summary>
    [FieldOffset(0)] public uint Magic;

    /// <summary><see cref="BinaryProtocol.Version"/>.</summary>
    [FieldOffset(4)] public ushort Version;

    /// <summary>With whose authority the session will speak.</summary>
    [FieldOffset(6)] public SessionRole Role;

    [FieldOffset(RoleReservedOffset)] private readonly byte _reserved;

    /// <summary>The acquirer's participant number, 1 or more; 0 for an operator.</summary>
    [FieldOffset(8)] public uint Participant;

    /// <summary>How many requests the client would like to have unanswered, 1 to 65,536.</summary>
    [FieldOffset(12)] public uint RequestedWindow;

    [FieldOffset(16)] private CredentialBytes _credential;

    /// <summary>A sign-on of the current version without a credential.</summary>
    public SignOn(SessionRole role, uint participant, uint requestedWindow)
    {
        Magic = BinaryProtocol.Magic;
        Version = BinaryProtocol.Version;
        Role = role;
        Participant = participant;
        RequestedWindow = requestedWindow;
    }

    /// <summary>Reads a body without judging it. False when fewer than 48 bytes are there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out SignOn signOn) => WireBytes.TryRead(body, out signOn);

    /// <summary>Writes the whole frame, 64 bytes. False when it doesn't fit.</summary>
    public readonly bool TryWrite(Span<byte> destination, ulong correlation) =>
        destination.Length >= FramePrefix.Size + Size
        && WireBytes.TryWrite(destination, new FramePrefix(FrameType.SignOn, correlation))
        && WireBytes.TryWrite(destination[FramePrefix.Size..], this);

    /// <summary>
    /// What is wrong with the sign-on in any switch, in the order magic, version, role, reserved, participant, window, credential.
    /// <see cref="ProtocolFault.None"/> when nothing is; the switch may still refuse it.
    /// </summary>
    public readonly ProtocolFault Check()
    {
        if (Magic != BinaryProtocol.Magic)
        {
            return new(ProtocolErrorCode.BadMagic, Magic);
        }

        if (Version != BinaryProtocol.Version)
        {
            return new(ProtocolErrorCode.UnsupportedVersion, Version);
        }

        if (Role is not (SessionRole.Acquirer or SessionRole.Operator))
        {
            return new(ProtocolErrorCode.UnknownRole, (uint)Role);
        }

        if (_reserved != 0)
        {
            return new(ProtocolErrorCode.ReservedNotZero, FramePrefix.Size + RoleReservedOffset);
        }

        if (Role == SessionRole.Acquirer == (Participant == 0))
        {
            return new(ProtocolErrorCode.ParticipantInvalid, Participant);
        }

        if (RequestedWindow is < BinaryProtocol.WindowMin or > BinaryProtocol.WindowMax)
        {
            return new(ProtocolErrorCode.WindowOutOfRange, RequestedWindow);
        }

        return ((ReadOnlySpan<byte>)_credential).ContainsAnyExcept((byte)0) ? new(ProtocolErrorCode.CredentialRefused, 0) : ProtocolFault.None;
    }

    /// <summary>Room for a credential; zero in this version.</summary>
    [InlineArray(32)]
    private struct CredentialBytes
    {
        private byte _first;
    }
}
