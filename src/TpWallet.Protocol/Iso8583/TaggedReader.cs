namespace TpWallet.Protocol.Iso8583;

/// <summary>
/// Private data made of tags: two characters, a length of two digits, a value, one behind the other. Never throws on any bytes, never
/// allocates.
/// </summary>
public static class TaggedReader
{
    /// <summary>Characters of a tag.</summary>
    public const int TagLength = 2;

    private const int HeadLength = TagLength + 2;

    /// <summary>Takes the next element off the front.</summary>
    /// <param name="data">What is left; behind the element afterwards.</param>
    /// <param name="encoding">Of characters and digits: ASCII or EBCDIC.</param>
    /// <param name="tag">The tag, as it stands on the wire.</param>
    /// <param name="value">The value, as it stands on the wire.</param>
    /// <returns>False at the end, when <paramref name="data"/> is empty, and when what is left is no element.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> data, WireEncoding encoding, out ReadOnlySpan<byte> tag, out ReadOnlySpan<byte> value)
    {
        tag = value = default;
        if (data.Length < HeadLength)
        {
            return false;
        }

        var length = WireText.ReadNumber(data[TagLength..HeadLength], encoding);
        if (length < 0 || data.Length - HeadLength < length)
        {
            return false;
        }

        tag = data[..TagLength];
        value = data.Slice(HeadLength, (int)length);
        data = data[(HeadLength + (int)length)..];
        return true;
    }

    /// <summary>Finds the value of a tag, both as ASCII.</summary>
    /// <returns>How many characters were written to the destination; -1 when the tag isn't there.</returns>
    public static int Find(ReadOnlySpan<byte> data, WireEncoding encoding, ReadOnlySpan<byte> wanted, Span<byte> destination)
    {
        Span<byte> text = stackalloc byte[TagLength];
        while (TryRead(ref data, encoding, out var tag, out var value))
        {
            WireText.ToAscii(tag, text, encoding);
            if (text.SequenceEqual(wanted))
            {
                var length = Math.Min(value.Length, destination.Length);
                WireText.ToAscii(value[..length], destination, encoding);
                return length;
            }
        }

        return -1;
    }

    internal static bool IsWellFormed(ReadOnlySpan<byte> data, WireEncoding encoding)
    {
        while (TryRead(ref data, encoding, out _, out _))
        {
            // Every element that can be read is one.
        }

        return data.IsEmpty;
    }
}
