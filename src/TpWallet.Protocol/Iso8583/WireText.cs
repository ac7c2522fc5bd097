using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace TpWallet.Protocol.Iso8583;

/// <summary>Characters and digits in the encodings of the wire. Hot path: allocates nothing, never throws on any bytes.</summary>
internal static class WireText
{
    private const byte Space = (byte)' ';
    private static readonly byte[] FromEbcdic = Tabulate(static (ebcdic, ascii) => (ebcdic, ascii));
    private static readonly byte[] ToEbcdic = Tabulate(static (ebcdic, ascii) => (ascii, ebcdic));

    public static byte ToAscii(byte value, WireEncoding encoding) => encoding == WireEncoding.Ebcdic ? FromEbcdic[value] : value;

    public static byte FromAscii(byte value, WireEncoding encoding) => encoding == WireEncoding.Ebcdic ? ToEbcdic[value] : value;

    /// <summary>Characters to ASCII, one byte each.</summary>
    public static void ToAscii(ReadOnlySpan<byte> source, Span<byte> destination, WireEncoding encoding)
    {
        if (encoding != WireEncoding.Ebcdic)
        {
            source.CopyTo(destination);
            return;
        }

        for (var index = 0; index < source.Length; index++)
        {
            destination[index] = FromEbcdic[source[index]];
        }
    }

    /// <summary>Characters from ASCII, one byte each.</summary>
    public static void FromAscii(ReadOnlySpan<byte> source, Span<byte> destination, WireEncoding encoding)
    {
        if (encoding != WireEncoding.Ebcdic)
        {
            source.CopyTo(destination);
            return;
        }

        for (var index = 0; index < source.Length; index++)
        {
            destination[index] = ToEbcdic[source[index]];
        }
    }

    /// <summary>Reads a whole number of any encoding.</summary>
    /// <returns>Its value, or -1 when a character is no digit or it is longer than 18 digits.</returns>
    public static long ReadNumber(ReadOnlySpan<byte> source, WireEncoding encoding) => encoding switch
    {
        WireEncoding.Ascii => ReadCharacters(source, (byte)'0'),
        WireEncoding.Ebcdic => ReadCharacters(source, 0xF0),
        WireEncoding.Bcd => ReadPacked(source),
        WireEncoding.Binary => source.Length switch
        {
            1 => source[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(source),
            4 => BinaryPrimitives.ReadUInt32BigEndian(source),
            _ => -1,
        },
    };

    /// <summary>Writes a number, zeros before it. It must fit.</summary>
    public static void WriteNumber(Span<byte> destination, ulong value, WireEncoding encoding)
    {
        for (var index = destination.Length - 1; index >= 0; index--)
        {
            switch (encoding)
            {
                case WireEncoding.Bcd:
                    destination[index] = (byte)((value % 10) | (value / 10 % 10 << 4));
                    value /= 100;
                    break;
                case WireEncoding.Binary:
                    destination[index] = (byte)value;
                    value >>= 8;
                    break;
                default:
                    destination[index] = (byte)((encoding == WireEncoding.Ascii ? '0' : 0xF0u) + (value % 10));
                    value /= 10;
                    break;
            }
        }
    }

    /// <summary>The digit at a place of a packed value, 0 to 15.</summary>
    public static int PackedDigit(ReadOnlySpan<byte> packed, int place) => place % 2 == 0 ? packed[place / 2] >> 4 : packed[place / 2] & 0xF;

    /// <summary>A hexadecimal character's value, or -1.</summary>
    public static int HexDigit(byte ascii) => ascii switch
    {
        >= (byte)'0' and <= (byte)'9' => ascii - '0',
        >= (byte)'A' and <= (byte)'F' => ascii - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => ascii - 'a' + 10,
        _ => -1,
    };

    /// <summary>Reads hexadecimal characters. False when one of them is not.</summary>
    public static bool TryReadHex(ReadOnlySpan<byte> source, Span<byte> destination, WireEncoding encoding)
    {
        for (var index = 0; index < destination.Length; index++)
        {
            var high = HexDigit(ToAscii(source[2 * index], encoding));
            var low = HexDigit(ToAscii(source[(2 * index) + 1], encoding));
            if ((high | low) < 0)
            {
                return false;
            }

            destination[index] = (byte)((high << 4) | low);
        }

        return true;
    }

    /// <summary>Writes hexadecimal characters, upper case.</summary>
    public static void WriteHex(ReadOnlySpan<byte> source, Span<byte> destination, WireEncoding encoding)
    {
        var digits = "0123456789ABCDEF"u8;
        for (var index = 0; index < source.Length; index++)
        {
            destination[2 * index] = FromAscii(digits[source[index] >> 4], encoding);
            destination[(2 * index) + 1] = FromAscii(digits[source[index] & 0xF], encoding);
        }
    }

    /// <summary>The bytes that may stand for a content on the wire; null: any, or checked digit by digit.</summary>
    public static SearchValues<byte>? AllowedIn(FieldContent content, WireEncoding encoding)
    {
        if (content is FieldContent.Binary or FieldContent.SignedNumber || encoding is WireEncoding.Bcd or WireEncoding.Binary)
        {
            return null;
        }

        var allowed = Enumerable.Range(Space, '~' - ' ' + 1).Select(static code => (byte)code).Where(code => IsAllowed(content, code));
        return SearchValues.Create([.. allowed.Select(code => FromAscii(code, encoding))]);
    }

    private static bool IsAllowed(FieldContent content, byte ascii) => content switch
    {
        FieldContent.Number => char.IsAsciiDigit((char)ascii),
        FieldContent.Alpha => ascii == Space || char.IsAsciiLetter((char)ascii),
        FieldContent.AlphaNumber => ascii == Space || char.IsAsciiLetterOrDigit((char)ascii),
        FieldContent.Track => char.IsAsciiDigit((char)ascii) || ascii is (byte)'=' or (byte)'D',
        _ => true,
    };

    private static long ReadCharacters(ReadOnlySpan<byte> source, byte zero)
    {
        if (source.Length > 18)
        {
            return -1;
        }

        long value = 0;
        foreach (var character in source)
        {
            var digit = (uint)(character - zero);
            if (digit > 9)
            {
                return -1;
            }

            value = (value * 10) + digit;
        }

        return value;
    }

    private static long ReadPacked(ReadOnlySpan<byte> source)
    {
        if (source.Length > 9)
        {
            return -1;
        }

        long value = 0;
        foreach (var pair in source)
        {
            if ((pair & 0xF) > 9 || pair >> 4 > 9)
            {
                return -1;
            }

            value = (value * 100) + ((pair >> 4) * 10) + (pair & 0xF);
        }

        return value;
    }

    /// <summary>The printable characters of ASCII and their places in code page 37; everything else becomes a question mark.</summary>
    private static byte[] Tabulate(Func<byte, byte, (byte From, byte To)> direction)
    {
        var table = new byte[256];
        table.AsSpan().Fill(direction(0x6F, (byte)'?').To);
        var codePage = CodePagesEncodingProvider.Instance.GetEncoding(37)!;
        for (var ascii = Space; ascii <= '~'; ascii++)
        {
            var (from, to) = direction(codePage.GetBytes([(char)ascii])[0], ascii);
            table[from] = to;
        }

        return table;
    }
}
