namespace TpWallet.Protocol.Iso8583;

/// <summary>
/// BER-TLV as EMV uses it: tags of up to four bytes, definite lengths of up to three, elements within elements, zeros between them. Never
/// throws on any bytes, never allocates.
/// </summary>
public static class BerTlv
{
    /// <summary>How deep elements may lie within elements.</summary>
    public const int DepthMax = 5;

    private const int TagBytesMax = 4;
    private const int LengthBytesMax = 2;
    private const int ConstructedBit = 0x20;
    private const int LongTag = 0x1F;
    private const int MoreBit = 0x80;

    /// <summary>Takes the next element off the front.</summary>
    /// <param name="data">What is left; behind the element afterwards. Unchanged when there is none.</param>
    /// <param name="element">The element.</param>
    /// <returns>False at the end, when <paramref name="data"/> is empty, and when what is left is no element.</returns>
    public static bool TryRead(scoped ref ReadOnlySpan<byte> data, out BerTlvElement element)
    {
        element = default;
        data = data.TrimStart((byte)0);
        if (!TryReadTag(data, out var tag, out var tagBytes) || !TryReadLength(data[tagBytes..], out var length, out var lengthBytes)
            || data.Length - tagBytes - lengthBytes < length)
        {
            return false;
        }

        var start = tagBytes + lengthBytes;
        element = new BerTlvElement(tag, (data[0] & ConstructedBit) != 0, data.Slice(start, length));
        data = data[(start + length)..];
        return true;
    }

    /// <summary>Whether data consist of elements through and through.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> data) => IsWellFormed(data, depth: 1);

    /// <summary>Finds an element by its tag, at the top or within others, the first in the order of the bytes.</summary>
    public static bool TryFind(ReadOnlySpan<byte> data, uint tag, out ReadOnlySpan<byte> value) => TryFind(data, tag, depth: 1, out value);

    /// <summary>Writes an element.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="tag">The tag's bytes as a big-endian number.</param>
    /// <param name="value">The value, up to 65,535 bytes.</param>
    /// <param name="written">How many bytes were written.</param>
    /// <returns>False when it doesn't fit; nothing is written then.</returns>
    public static bool TryWrite(Span<byte> destination, uint tag, ReadOnlySpan<byte> value, out int written)
    {
        var tagBytes = tag switch { > 0xFF_FFFF => 4, > 0xFFFF => 3, > 0xFF => 2, _ => 1 };
        var lengthBytes = value.Length switch { > 0xFF => 3, > 0x7F => 2, _ => 1 };
        written = 0;
        if (value.Length > 0xFFFF || destination.Length < tagBytes + lengthBytes + value.Length)
        {
            return false;
        }

        for (var index = tagBytes - 1; index >= 0; index--)
        {
            destination[written++] = (byte)(tag >> (8 * index));
        }

        if (lengthBytes > 1)
        {
            destination[written++] = (byte)(MoreBit | (lengthBytes - 1));
        }

        for (var index = Math.Max(1, lengthBytes - 1) - 1; index >= 0; index--)
        {
            destination[written++] = (byte)(value.Length >> (8 * index));
        }

        value.CopyTo(destination[written..]);
        written += value.Length;
        return true;
    }

    private static bool IsWellFormed(ReadOnlySpan<byte> data, int depth)
    {
        while (TryRead(ref data, out var element))
        {
            if (element.IsConstructed && (depth == DepthMax || !IsWellFormed(element.Value, depth + 1)))
            {
                return false;
            }
        }

        return data.IsEmpty;
    }

    private static bool TryFind(ReadOnlySpan<byte> data, uint tag, int depth, out ReadOnlySpan<byte> value)
    {
        var left = data;
        while (TryRead(ref left, out var element))
        {
            value = element.Value;
            if (element.Tag == tag || (element.IsConstructed && depth < DepthMax && TryFind(element.Value, tag, depth + 1, out value)))
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    private static bool TryReadTag(ReadOnlySpan<byte> data, out uint tag, out int bytes)
    {
        tag = 0;
        for (bytes = 0; bytes < data.Length && bytes < TagBytesMax;)
        {
            var part = data[bytes++];
            tag = (tag << 8) | part;
            var isLast = bytes == 1 ? (part & LongTag) != LongTag : (part & MoreBit) == 0;
            if (isLast)
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> data, out int length, out int bytes)
    {
        length = bytes = 0;
        if (data.IsEmpty)
        {
            return false;
        }

        bytes = 1;
        if (data[0] < MoreBit)
        {
            length = data[0];
            return true;
        }

        // 0x80 alone would be an indefinite length, which EMV doesn't know.
        var more = data[0] & ~MoreBit;
        if (more is 0 or > LengthBytesMax || data.Length <= more)
        {
            return false;
        }

        while (bytes <= more)
        {
            length = (length << 8) | data[bytes++];
        }

        return true;
    }
}
