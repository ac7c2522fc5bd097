using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>
/// The 128-bit name that a sender gives to one command, unique within its participant. 16 opaque bytes in the order of
/// RFC 9562 (UUID), held as two little-endian words. All zero means "none".
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public readonly record struct RequestId(ulong First, ulong Second)
{
    /// <summary>Size of the id on the wire and in the journal, bytes.</summary>
    public const int Size = 16;

    /// <summary>True for the all-zero id, which names nothing.</summary>
    public bool IsNone => (First | Second) == 0;

    /// <summary>Takes the bytes of a UUID in network order.</summary>
    public static RequestId FromGuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return new RequestId(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }

    /// <summary>The same bytes as a UUID.</summary>
    public Guid ToGuid()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, First);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Second);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Reads the textual form of a UUID, with or without hyphens.</summary>
    /// <returns>False when the text is not a UUID; <paramref name="value"/> is then the empty id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out RequestId value)
    {
        var parsed = Guid.TryParse(text, out var guid);
        value = parsed ? FromGuid(guid) : default;
        return parsed;
    }

    /// <summary>The textual form of RFC 9562, lower case.</summary>
    public override string ToString() => ToGuid().ToString();
}
