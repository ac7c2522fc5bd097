using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TpWallet.Protocol.Binary;

/// <summary>Body of the last frame that a server sends on a connection, 48 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct ErrorFrame
{
    /// <summary>Size of the body, bytes.</summary>
    public const int Size = 48;

    /// <summary>Room for the text, ASCII characters.</summary>
    public const int TextSize = 40;

    private const int ReservedOffset = 2;
    private const byte FirstPrintable = 0x20;
    private const byte LastPrintable = 0x7E;

    /// <summary>Why.</summary>
    [FieldOffset(0)] public ProtocolErrorCode Code;

    [FieldOffset(ReservedOffset)] private readonly ushort _reserved;

    /// <summary>The offending number, see <see cref="ProtocolErrorCode"/>; otherwise zero.</summary>
    [FieldOffset(4)] public uint Detail;

    [FieldOffset(8)] private TextBytes _text;

    /// <summary>The error frame of a fault, with its standard text.</summary>
    public ErrorFrame(ProtocolFault fault)
    {
        Code = fault.Code;
        Detail = fault.Detail;
        Encoding.ASCII.GetBytes(ProtocolErrors.TextOf(fault.Code), _text);
    }

    /// <summary>The refusal of a member that is not primary.</summary>
    /// <param name="primary">Where the primary listens, "host:port"; null: none is known. Told if it fits.</param>
    public static ErrorFrame NotPrimary(string? primary)
    {
        var frame = new ErrorFrame(new ProtocolFault(ProtocolErrorCode.NotPrimary, 0));
        if (SwitchAddress.TryParse(primary, out var address) && primary.Length <= TextSize && Ascii.IsValid(primary))
        {
            frame.Detail = (uint)address.Port;
            frame._text = default;
            Encoding.ASCII.GetBytes(primary, frame._text);
        }

        return frame;
    }

    /// <summary>Where the primary listens; null when this is another error, or it isn't told.</summary>
    public readonly SwitchAddress? Primary =>
        Code == ProtocolErrorCode.NotPrimary && Detail != 0 && SwitchAddress.TryParse(Text, out var address) && address.Port == Detail
            ? address : null;

    /// <summary>The text, without its zero padding. What is not printable ASCII reads as '?', so that it can be logged as it is.</summary>
    public readonly string Text
    {
        get
        {
            ReadOnlySpan<byte> text = _text;
            var end = text.IndexOf((byte)0);
            return string.Create(end < 0 ? TextSize : end, text, static (characters, bytes) =>
            {
                for (var index = 0; index < characters.Length; index++)
                {
                    characters[index] = bytes[index] is >= FirstPrintable and <= LastPrintable ? (char)bytes[index] : '?';
                }
            });
        }
    }

    /// <summary>Reads a body without judging it. False when fewer than 48 bytes are there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out ErrorFrame error) => WireBytes.TryRead(body, out error);

    /// <summary>Writes the whole frame, 64 bytes. False when it doesn't fit.</summary>
    public readonly bool TryWrite(Span<byte> destination, ulong correlation) =>
        destination.Length >= FramePrefix.Size + Size
        && WireBytes.TryWrite(destination, new FramePrefix(FrameType.Error, correlation))
        && WireBytes.TryWrite(destination[FramePrefix.Size..], this);

    /// <summary>What is wrong with the frame; <see cref="ProtocolFault.None"/> when nothing is.</summary>
    public readonly ProtocolFault Check() =>
        _reserved != 0 ? new(ProtocolErrorCode.ReservedNotZero, FramePrefix.Size + ReservedOffset) : ProtocolFault.None;

    [InlineArray(TextSize)]
    private struct TextBytes
    {
        private byte _first;
    }
}
