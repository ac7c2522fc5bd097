using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace TpWallet.Protocol.Iso8583;

/// <summary>
/// Reads messages, without their framing. Never throws on any bytes, never allocates, never reads beyond them. A data element whose length is
/// right but whose content isn't is left out and reading goes on, so that a faulty message can still be told apart and answered. Hot path.
/// </summary>
public static class IsoDecoder
{
    /// <summary>Reads one message.</summary>
    /// <param name="profile">What it should look like.</param>
    /// <param name="bytes">The message; <paramref name="message"/> is a view of it.</param>
    /// <param name="message">What was read, of a faulty message as far as that went.</param>
    /// <param name="fault">The first thing that is wrong.</param>
    /// <returns>Whether nothing is wrong.</returns>
    [SkipLocalsInit]
    public static bool TryRead(IsoProfile profile, ReadOnlySpan<byte> bytes, out IsoMessage message, out IsoFault fault)
    {
        ArgumentNullException.ThrowIfNull(profile);
        Unsafe.SkipInit(out message);
        message.Profile = profile;
        message.Bytes = bytes;
        message.Mti = default;
        message.Primary = message.Secondary = 0;
        fault = IsoFault.None;
        var position = ReadMti(profile, bytes, ref message, ref fault);
        if (fault.IsNone)
        {
            position = ReadBitmaps(profile, bytes, position, out var primary, out var secondary, ref fault);
            if (fault.IsNone)
            {
                ReadFields(ref message, new IsoMessage.FieldNumbers(primary, secondary), position, ref fault);
            }
        }

        return fault.IsNone;
    }

    private static int ReadMti(IsoProfile profile, ReadOnlySpan<byte> bytes, ref IsoMessage message, ref IsoFault fault)
    {
        var length = profile.MtiEncoding == WireEncoding.Bcd ? 2 : 4;
        if (bytes.Length < length || bytes.Length > IsoMessage.BytesMax)
        {
            fault = new(bytes.Length < length ? IsoFaultCode.Truncated : IsoFaultCode.TooLong, 0, bytes.Length);
            return 0;
        }

        var value = WireText.ReadNumber(bytes[..length], profile.MtiEncoding);
        if (value < 0 || value / 1000 != profile.MtiVersion)
        {
            fault = new(IsoFaultCode.BadMti, 0, 0);
            return 0;
        }

        message.Mti = new Mti((ushort)((value / 1000 << 12) | (value / 100 % 10 << 8) | (value / 10 % 10 << 4) | (value % 10)));
        return length;
    }

    private static int ReadBitmaps(
        IsoProfile profile, ReadOnlySpan<byte> bytes, int position, out ulong primary, out ulong secondary, ref IsoFault fault)
    {
        secondary = 0;
        if (!TryReadBitmap(profile, bytes, ref position, out primary, ref fault) || (primary & 1UL << 63) == 0)
        {
            return position;
        }

        primary &= ~(1UL << 63);
        TryReadBitmap(profile, bytes, ref position, out secondary, ref fault);
        return position;
    }

    private static bool TryReadBitmap(IsoProfile profile, ReadOnlySpan<byte> bytes, ref int position, out ulong bitmap, ref IsoFault fault)
    {
        Span<byte> binary = stackalloc byte[8];
        var length = profile.BitmapBytes;
        bitmap = 0;
        if (bytes.Length - position < length)
        {
            fault = new(IsoFaultCode.Truncated, 1, bytes.Length);
            return false;
        }

        var raw = bytes.Slice(position, length);
        if (profile.BitmapEncoding == WireEncoding.Binary)
        {
            raw.CopyTo(binary);
        }
        else if (!WireText.TryReadHex(raw, binary, profile.BitmapEncoding))
        {
            fault = new(IsoFaultCode.BadBitmap, 1, position);
            return false;
        }

        bitmap = BinaryPrimitives.ReadUInt64BigEndian(binary);
        position += length;
        return true;
    }

    private static void ReadFields(ref IsoMessage message, IsoMessage.FieldNumbers numbers, int position, ref IsoFault fault)
    {
        var bytes = message.Bytes;
        var last = 1;
        foreach (var number in numbers)
        {
            var field = message.Profile.Field(number);
            if (field is null)
            {
                Note(ref fault, IsoFaultCode.UnknownField, number, position);
                return;
            }

            if (!TryLocate(field, bytes, position, out var where, out var code))
            {
                Note(ref fault, code, number, code == IsoFaultCode.Truncated ? bytes.Length : position);
                return;
            }

            code = FieldCheck.Check(field, bytes[where.Start..where.End], where.Length, out var offset);
            if (code == IsoFaultCode.None)
            {
                message.Add(number, where);
            }
            else
            {
                Note(ref fault, code, number, where.Start + offset);
            }

            position = where.End;
            last = number;
        }

        if (position != bytes.Length)
        {
            Note(ref fault, IsoFaultCode.TrailingBytes, last, position);
        }
    }

    private static bool TryLocate(IsoField field, ReadOnlySpan<byte> bytes, int position, out FieldPosition where, out IsoFaultCode code)
    {
        where = default;
        long length = field.LengthMax;
        var start = position + field.PrefixBytes;
        if (!field.IsFixed)
        {
            if (start > bytes.Length)
            {
                code = IsoFaultCode.Truncated;
                return false;
            }

            length = WireText.ReadNumber(bytes[position..start], field.LengthEncoding);
            if (length < 0 || length > field.LengthMax)
            {
                code = length < 0 ? IsoFaultCode.BadLength : IsoFaultCode.TooLong;
                return false;
            }
        }

        var end = start + field.BytesOf((int)length);
        code = end > bytes.Length ? IsoFaultCode.Truncated : IsoFaultCode.None;
        where = new FieldPosition((ushort)position, (ushort)start, (ushort)end, (ushort)length);
        return code == IsoFaultCode.None;
    }

    private static void Note(ref IsoFault fault, IsoFaultCode code, int field, int position)
    {
        if (fault.IsNone)
        {
            fault = new(code, field, position);
        }
    }
}
