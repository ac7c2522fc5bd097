using System.Buffers.Binary;

namespace TpWallet.Protocol.Iso8583;

/// <summary>
/// Writes one message, data elements in ascending order. The first thing that goes wrong is kept in <see cref="Fault"/> and nothing more is
/// written. Hot path: allocates nothing, never throws.
/// </summary>
public ref struct IsoWriter
{
    private readonly IsoProfile _profile;
    private readonly Span<byte> _destination;
    private readonly int _bitmapStart;
    private int _position;
    private int _last;
    private ulong _primary;
    private ulong _secondary;

    /// <summary>Begins a message.</summary>
    /// <param name="profile">What it is to look like.</param>
    /// <param name="destination">Room for it.</param>
    /// <param name="mti">Its type.</param>
    public IsoWriter(IsoProfile profile, Span<byte> destination, Mti mti)
    {
        ArgumentNullException.ThrowIfNull(profile);
        _profile = profile;
        _destination = destination;
        _last = 1;
        var mtiBytes = profile.MtiEncoding == WireEncoding.Bcd ? 2 : 4;
        _bitmapStart = mtiBytes;
        _position = mtiBytes + profile.BitmapBytes;
        if (destination.Length < _position)
        {
            Fault = new IsoFault(IsoFaultCode.NoRoom, 0, 0);
            return;
        }

        var digits = (uint)((mti.Version * 1000) + (mti.Class * 100) + (mti.Function * 10) + mti.Origin);
        WireText.WriteNumber(destination[..mtiBytes], digits, profile.MtiEncoding);
    }

    /// <summary>The first thing that went wrong.</summary>
    public IsoFault Fault { get; private set; }

    /// <summary>Writes a number, with zeros before it where the length is fixed.</summary>
    public void WriteNumber(int field, ulong value)
    {
        Span<byte> text = stackalloc byte[20];
        WireText.WriteNumber(text, value, WireEncoding.Ascii);
        var digits = text.TrimStart((byte)'0');
        WriteText(field, digits.IsEmpty ? text[^1..] : digits);
    }

    /// <summary>Writes an amount with its sign: C when it is zero or more, D when it is less.</summary>
    public void WriteSigned(int field, long value)
    {
        if (Begin(field) is not { } format)
        {
            return;
        }

        Span<byte> text = stackalloc byte[IsoMessage.FieldMax];
        text = text[..Math.Min(text.Length, format.LengthMax)];
        text[0] = value >= 0 ? (byte)'C' : (byte)'D';
        WireText.WriteNumber(text[1..], value >= 0 ? (ulong)value : 0UL - (ulong)value, WireEncoding.Ascii);
        Put(format, text);
    }

    /// <summary>Writes ASCII characters. Where the length is fixed, digits get zeros before them and everything else spaces behind.</summary>
    public void WriteText(int field, scoped ReadOnlySpan<byte> text)
    {
        if (Begin(field) is not { } format)
        {
            return;
        }

        if (!format.IsFixed || text.Length >= format.LengthMax || format.Content == FieldContent.Binary)
        {
            Put(format, text);
            return;
        }

        Span<byte> padded = stackalloc byte[format.LengthMax];
        if (format.Content == FieldContent.Number)
        {
            padded.Fill((byte)'0');
            text.CopyTo(padded[^text.Length..]);
        }
        else
        {
            padded.Fill((byte)' ');
            text.CopyTo(padded);
        }

        Put(format, padded);
    }

    /// <summary>Writes binary data.</summary>
    public void WriteBinary(int field, scoped ReadOnlySpan<byte> value)
    {
        if (Begin(field) is not { } format || !IsLengthRight(format, value.Length))
        {
            return;
        }

        if (format.Content != FieldContent.Binary)
        {
            Fail(IsoFaultCode.BadContent, field);
            return;
        }

        var room = Take(format, value.Length);
        if (room.IsEmpty)
        {
            return;
        }

        if (format.Encoding == WireEncoding.Binary)
        {
            value.CopyTo(room);
        }
        else
        {
            WireText.WriteHex(value, room, format.Encoding);
        }

        Verify(format, room, value.Length);
    }

    /// <summary>Writes a data element as <see cref="IsoMessage.Packed"/> gave it, from a message of the same profile.</summary>
    public void WritePacked(int field, scoped ReadOnlySpan<byte> packed)
    {
        if (Begin(field) is null)
        {
            return;
        }

        if (_destination.Length - _position < packed.Length)
        {
            Fail(IsoFaultCode.NoRoom, field);
            return;
        }

        packed.CopyTo(_destination[_position..]);
        _position += packed.Length;
        Mark(field);
    }

    /// <summary>Ends the message.</summary>
    /// <param name="length">How many bytes it has.</param>
    /// <returns>False when something went wrong: see <see cref="Fault"/>.</returns>
    public bool TryComplete(out int length)
    {
        length = Fault.IsNone ? _position : 0;
        if (!Fault.IsNone)
        {
            return false;
        }

        var primary = _secondary == 0 ? _primary : _primary | (1UL << 63);
        WriteBitmap(_bitmapStart, primary);
        if (_secondary != 0)
        {
            WriteBitmap(_bitmapStart + _profile.BitmapBytes, _secondary);
        }

        return true;
    }

    private void WriteBitmap(int start, ulong bitmap)
    {
        Span<byte> binary = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(binary, bitmap);
        var room = _destination.Slice(start, _profile.BitmapBytes);
        if (_profile.BitmapEncoding == WireEncoding.Binary)
        {
            binary.CopyTo(room);
        }
        else
        {
            WireText.WriteHex(binary, room, _profile.BitmapEncoding);
        }
    }

    /// <summary>The format of the next data element; null when it can't be written.</summary>
    private IsoField? Begin(int field)
    {
        if (!Fault.IsNone)
        {
            return null;
        }

        var format = _profile.Field(field);
        if (format is null || field <= _last)
        {
            Fail(format is null ? IsoFaultCode.UnknownField : IsoFaultCode.OutOfOrder, field);
            return null;
        }

        return field <= 64 || _secondary != 0 || TryAddBitmap(field) ? format : null;
    }

    /// <summary>Only now is it known that there is a second bitmap: what was written moves back.</summary>
    private bool TryAddBitmap(int field)
    {
        var bytes = _profile.BitmapBytes;
        if (_destination.Length - _position < bytes)
        {
            Fail(IsoFaultCode.NoRoom, field);
            return false;
        }

        var start = _bitmapStart + bytes;
        _destination[start.._position].CopyTo(_destination[(start + bytes)..]);
        _position += bytes;
        return true;
    }

    private void Put(IsoField format, scoped ReadOnlySpan<byte> text)
    {
        var length = format.Content == FieldContent.Binary ? text.Length / 2 : text.Length;
        if (!IsLengthRight(format, length))
        {
            return;
        }

        var room = Take(format, length);
        if (room.IsEmpty)
        {
            return;
        }

        if (format.Encoding == WireEncoding.Bcd)
        {
            PutDigits(format, text, room);
        }
        else if (format is { Content: FieldContent.Binary, Encoding: WireEncoding.Binary })
        {
            if (text.Length % 2 != 0 || !WireText.TryReadHex(text, room, WireEncoding.Ascii))
            {
                Fail(IsoFaultCode.BadContent, format.Number);
            }
        }
        else
        {
            WireText.FromAscii(text, room, format.Encoding);
        }

        Verify(format, room, length);
    }

    private void PutDigits(IsoField format, scoped ReadOnlySpan<byte> text, scoped Span<byte> room)
    {
        if (format.Content == FieldContent.SignedNumber)
        {
            room[0] = text[0];
            room = room[1..];
            text = text[1..];
        }

        room.Clear();
        var odd = text.Length % 2;
        if (odd == 1 && format.Padding == DigitPadding.RightF)
        {
            room[^1] = 0x0F;
        }

        var place = format.Padding == DigitPadding.LeftZero ? odd : 0;
        foreach (var character in text)
        {
            var digit = character is (byte)'=' or (byte)'D' ? 0xD : character - '0';
            if (digit is < 0 or > 0xD)
            {
                Fail(IsoFaultCode.BadContent, format.Number);
                return;
            }

            room[place / 2] |= (byte)(place % 2 == 0 ? digit << 4 : digit);
            place++;
        }
    }

    private bool IsLengthRight(IsoField format, int length)
    {
        if (length > format.LengthMax || (format.IsFixed && length != format.LengthMax))
        {
            Fail(length > format.LengthMax ? IsoFaultCode.TooLong : IsoFaultCode.BadLength, format.Number);
        }

        return Fault.IsNone;
    }

    /// <summary>Writes the length, if there is one, and takes the room of the value.</summary>
    private Span<byte> Take(IsoField format, int length)
    {
        var bytes = format.BytesOf(length);
        if (_destination.Length - _position < format.PrefixBytes + bytes)
        {
            Fail(IsoFaultCode.NoRoom, format.Number);
            return default;
        }

        if (!format.IsFixed)
        {
            WireText.WriteNumber(_destination.Slice(_position, format.PrefixBytes), (ulong)length, format.LengthEncoding);
            _position += format.PrefixBytes;
        }

        var room = _destination.Slice(_position, bytes);
        _position += bytes;
        Mark(format.Number);
        return room;
    }

    /// <summary>What is written must be readable.</summary>
    private void Verify(IsoField format, scoped ReadOnlySpan<byte> raw, int length)
    {
        if (!Fault.IsNone)
        {
            return;
        }

        var code = FieldCheck.Check(format, raw, length, out _);
        if (code != IsoFaultCode.None)
        {
            Fail(code, format.Number);
        }
    }

    private void Mark(int field)
    {
        _last = field;
        if (field <= 64)
        {
            _primary |= 1UL << (64 - field);
        }
        else
        {
            _secondary |= 1UL << (128 - field);
        }
    }

    private void Fail(IsoFaultCode code, int field)
    {
        if (Fault.IsNone)
        {
            Fault = new IsoFault(code, field, _position);
        }
    }
}
