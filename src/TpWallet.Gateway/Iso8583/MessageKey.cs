using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>
/// The request id of a message: a UUID of version 8 (RFC 9562) from SHA-256 over what names the message, the class of its type and the data
/// elements of the profile's duplicate key. A repeat has the same, and so has the original as a reversal tells it. Hot path: allocates nothing.
/// </summary>
internal static class MessageKey
{
    /// <summary>The most characters that the data elements of a key may have together.</summary>
    public const int CharactersMax = 256;

    private const int TransmissionTime = 7;
    private const int TraceNumber = 11;
    private const int LocalTime = 12;
    private const int Acquirer = 32;

    /// <summary>The request id of a message. False when one of its times is none.</summary>
    public static bool TryDerive(in IsoMessage message, DateTime now, out RequestId id) =>
        TryDerive(message, message.Mti.Class, default, now, out id);

    /// <summary>The request id of the message that this one tells of. False when one of its times is none.</summary>
    public static bool TryDeriveOriginal(in IsoMessage message, in OriginalDataElements original, DateTime now, out RequestId id) =>
        TryDerive(message, original.Mti.Class, original, now, out id);

    [SkipLocalsInit]
    private static bool TryDerive(in IsoMessage message, int messageClass, in OriginalDataElements original, DateTime now, out RequestId id)
    {
        Span<byte> key = stackalloc byte[(CharactersMax * 4) + 1];
        key[0] = (byte)messageClass;
        var length = 1;
        id = default;
        var fields = message.Profile.Rules.DuplicateKey;
        for (var index = 0; index < fields.Count; index++)
        {
            var part = key[length..];
            var written = Add(message, fields[index], original, now, part);
            if (written < 0)
            {
                return false;
            }

            length += written;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key[..length], hash);
        id = RequestId.FromHash(hash);
        return true;
    }

    /// <summary>Adds one data element as its number, its length and its value. -1 when it is a time that isn't one.</summary>
    private static int Add(in IsoMessage message, int field, in OriginalDataElements original, DateTime now, Span<byte> part)
    {
        part[0] = (byte)field;
        long number;
        switch (field)
        {
            case TransmissionTime:
                number = original.IsTold ? original.Time : message.TryReadNumber(field, out var time) ? time : 0;
                if (number != 0 && !MessageTime.TryResolve(number, now, out number))
                {
                    return -1;
                }

                break;
            case TraceNumber:
                number = original.IsTold ? original.SystemTraceAuditNumber : message.TryReadNumber(field, out var trace) ? trace : 0;
                break;
            case LocalTime when original.IsTold:
                number = original.Time;
                break;
            case Acquirer:
                number = original is { IsTold: true, AcquirerId: > 0 } ? original.AcquirerId
                    : message.TryReadNumber(field, out var acquirer) ? acquirer : 0;
                break;
            default:
                return AddText(message, field, part);
        }

        part[1] = sizeof(long);
        BinaryPrimitives.WriteInt64LittleEndian(part[2..], number);
        return 2 + sizeof(long);
    }

    /// <summary>A number without the zeros before it, a text without the spaces behind it: how a field is padded names no other message.</summary>
    private static int AddText(in IsoMessage message, int field, Span<byte> part)
    {
        if (message.Profile.Field(field)!.Content == FieldContent.Number && message.TryReadNumber(field, out var number))
        {
            part[1] = sizeof(long);
            BinaryPrimitives.WriteInt64LittleEndian(part[2..], number);
            return 2 + sizeof(long);
        }

        var text = part[2..];
        var length = text[..message.ReadText(field, text)].TrimEnd((byte)' ').Length;
        part[1] = (byte)length;
        return 2 + length;
    }
}
