using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TpWallet.Persistence.Journal.Faster;

/// <summary>
/// An entry as FasterLog 2.6 stores it with a checksum per entry: 8 bytes of XOR over what follows, 4 bytes of length, the payload padded to a
/// multiple of 4. The length of FasterLog's own commit records is negative.
/// </summary>
internal static class FasterEntry
{
    public const int HeaderLength = 12;
    private const int ChecksumLength = 8;

    /// <summary>Bytes that an entry of this payload takes.</summary>
    public static int LengthOf(int payload) => HeaderLength + ((payload + 3) & ~3);

    /// <summary>Reads the entry that <paramref name="bytes"/>, the rest of its page, begin with.</summary>
    public static FasterEntryKind Read(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (bytes.Length < HeaderLength || !bytes[..HeaderLength].ContainsAnyExcept((byte)0))
        {
            return FasterEntryKind.None;
        }

        var signed = BinaryPrimitives.ReadInt32LittleEndian(bytes[ChecksumLength..]);
        var length = Math.Abs((long)signed);
        if (length == 0 || length > bytes.Length - HeaderLength)
        {
            return FasterEntryKind.Bad;
        }

        var covered = bytes[ChecksumLength..(HeaderLength + (int)length)];
        if (Xor(covered) != BinaryPrimitives.ReadUInt64LittleEndian(bytes))
        {
            return FasterEntryKind.Bad;
        }

        payload = bytes.Slice(HeaderLength, (int)length);
        return signed > 0 ? FasterEntryKind.Payload : FasterEntryKind.CommitRecord;
    }

    private static ulong Xor(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var result = 0ul;
        foreach (var word in words)
        {
            result ^= word;
        }

        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
        {
            result ^= rest;
        }

        return result;
    }
}
