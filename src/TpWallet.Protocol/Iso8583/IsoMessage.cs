using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace TpWallet.Protocol.Iso8583;

/// <summary>
/// A message that was read: where each data element stands in the caller's bytes. A view, valid as long as they are. Only data elements that
/// their format allows are in it. Hot path: allocates nothing.
/// </summary>
public ref struct IsoMessage
{
    /// <summary>The highest number of a data element.</summary>
    public const int FieldMax = 128;

    /// <summary>The longest message, bytes: positions are 16 bits.</summary>
    public const int BytesMax = 65_535;

    internal FieldPositions Positions;
    internal ulong Primary;
    internal ulong Secondary;

    /// <summary>The message type.</summary>
    public Mti Mti { get; internal set; }

    /// <summary>The profile by which it was read.</summary>
    public IsoProfile Profile { get; internal set; }

    /// <summary>All of it, without framing.</summary>
    public ReadOnlySpan<byte> Bytes { get; internal set; }

    /// <summary>The numbers of its data elements, ascending.</summary>
    [UnscopedRef]
    public readonly FieldNumbers Fields => new(Primary, Secondary);

    /// <summary>Whether a data element is there.</summary>
    public readonly bool Has(int field) => field <= 64 ? (Primary & Bit(field)) != 0 : (Secondary & Bit(field - 64)) != 0;

    /// <summary>Characters, or bytes of binary data; 0 when it isn't there.</summary>
    public readonly int LengthOf(int field) => Has(field) ? Positions[field].Length : 0;

    /// <summary>The value as it stands on the wire, without its length; empty when it isn't there.</summary>
    public readonly ReadOnlySpan<byte> Raw(int field) => Has(field) ? Bytes[Positions[field].Start..Positions[field].End] : default;

    /// <summary>The value with its length as they stand on the wire, to be put into another message of the same profile.</summary>
    public readonly ReadOnlySpan<byte> Packed(int field) => Has(field) ? Bytes[Positions[field].Prefix..Positions[field].End] : default;

    /// <summary>Reads a number of up to 18 digits.</summary>
    /// <returns>False when the data element isn't there or is no such number.</returns>
    public readonly bool TryReadNumber(int field, out long value)
    {
        value = -1;
        if (!Has(field))
        {
            return false;
        }

        var format = Profile.Field(field)!;
        var isPaddedBehind = format.Encoding == WireEncoding.Bcd && format.Padding != DigitPadding.LeftZero && Positions[field].Length % 2 != 0;
        if (format.Content == FieldContent.Number && !isPaddedBehind)
        {
            value = WireText.ReadNumber(Raw(field), format.Encoding);
            return value >= 0;
        }

        Span<byte> text = stackalloc byte[19];
        var length = Positions[field].Length <= 18 ? ReadText(field, text) : 0;
        value = length == 0 ? -1 : WireText.ReadNumber(text[..length], WireEncoding.Ascii);
        return value >= 0;
    }

    /// <summary>
    /// Copies the value as ASCII characters, as long as there is room: digits of BCD become characters, a separator D of a stripe becomes =. Binary
    /// data become hexadecimal.
    /// </summary>
    /// <returns>How many characters; 0 when it isn't there.</returns>
    public readonly int ReadText(int field, Span<byte> destination)
    {
        var raw = Raw(field);
        if (raw.IsEmpty)
        {
            return 0;
        }

        var format = Profile.Field(field)!;
        if (format.Content == FieldContent.Binary)
        {
            return ReadHex(raw, format, destination);
        }

        var length = Math.Min(Positions[field].Length, destination.Length);
        if (format.Encoding != WireEncoding.Bcd)
        {
            WireText.ToAscii(raw[..length], destination, format.Encoding);
            return length;
        }

        ReadDigits(raw, format, Positions[field].Length, destination[..length]);
        return length;
    }

    /// <summary>Copies binary data, as long as there is room.</summary>
    /// <returns>How many bytes; 0 when it isn't there or holds no binary data.</returns>
    public readonly int ReadBinary(int field, Span<byte> destination)
    {
        var raw = Raw(field);
        if (raw.IsEmpty || Profile.Field(field) is not { Content: FieldContent.Binary } format)
        {
            return 0;
        }

        var length = Math.Min(Positions[field].Length, destination.Length);
        if (format.Encoding == WireEncoding.Binary)
        {
            raw[..length].CopyTo(destination);
            return length;
        }

        return WireText.TryReadHex(raw, destination[..length], format.Encoding) ? length : 0;
    }

    internal void Add(int field, in FieldPosition position)
    {
        Positions[field] = position;
        if (field <= 64)
        {
            Primary |= Bit(field);
        }
        else
        {
            Secondary |= Bit(field - 64);
        }
    }

    private static ulong Bit(int place) => 1UL << (64 - place);

    private static int ReadHex(ReadOnlySpan<byte> raw, IsoField format, Span<byte> destination)
    {
        if (format.Encoding != WireEncoding.Binary)
        {
            var characters = Math.Min(raw.Length, destination.Length);
            WireText.ToAscii(raw[..characters], destination, format.Encoding);
            return characters;
        }

        var bytes = Math.Min(raw.Length, destination.Length / 2);
        WireText.WriteHex(raw[..bytes], destination, WireEncoding.Ascii);
        return bytes * 2;
    }

    private static void ReadDigits(ReadOnlySpan<byte> raw, IsoField format, int length, Span<byte> destination)
    {
        if (format.Content == FieldContent.SignedNumber && !destination.IsEmpty)
        {
            destination[0] = raw[0];
            destination = destination[1..];
            raw = raw[1..];
            length--;
        }

        var start = format.Padding == DigitPadding.LeftZero ? length % 2 : 0;
        for (var index = 0; index < destination.Length; index++)
        {
            var digit = WireText.PackedDigit(raw, start + index);
            destination[index] = (byte)(digit <= 9 ? '0' + digit : '=');
        }
    }

    /// <summary>The numbers of data elements, from two bitmaps.</summary>
    public ref struct FieldNumbers(ulong primary, ulong secondary)
    {
        private ulong _primary = primary;
        private ulong _secondary = secondary;

        /// <summary>The number that <see cref="MoveNext"/> found.</summary>
        public int Current { get; private set; }

        /// <summary>Itself.</summary>
        public readonly FieldNumbers GetEnumerator() => this;

        /// <summary>Goes to the next number. False when there is none.</summary>
        public bool MoveNext()
        {
            if (_primary != 0)
            {
                Current = BitOperations.LeadingZeroCount(_primary) + 1;
                _primary &= ~Bit(Current);
                return true;
            }

            if (_secondary != 0)
            {
                Current = BitOperations.LeadingZeroCount(_secondary) + 65;
                _secondary &= ~Bit(Current - 64);
                return true;
            }

            return false;
        }
    }
}
