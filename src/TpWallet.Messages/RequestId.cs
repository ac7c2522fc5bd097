using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>
/// The 128-bit name that a sender gives to one command, unique within its participant: a UUID, 16 bytes in the order of
/// RFC 9562, held as two little-endian words. Version 7 carries its time; all others are opaque. All zero means "none".
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public readonly record struct RequestId(ulong First, ulong Second)
{
    /// <summary>Size of the id on the wire and in the journal, bytes.</summary>
    public const int Size = 16;

    /// <summary>True for the all-zero id, which names nothing.</summary>
    public bool IsNone => (First | Second) == 0;

    /// <summary>The time that the id carries when it is a UUID of version 7 (RFC 9562).</summary>
    /// <param name="timeMs">Milliseconds since 1970-01-01 UTC, by the clock of who made the id.</param>
    /// <returns>False for an id that says no time.</returns>
    public bool TryGetTime(out long timeMs)
    {
        var head = BinaryPrimitives.ReverseEndianness(First);
        timeMs = (long)(head >> 16);
        return (head & 0xF000) == 0x7000 && (Second & 0xC0) == 0x80;
    }

    /// <summary>
    /// Whether a request of this id may have been applied at a time or before it. False is a proof: the id was made later, even if clocks differ by
    /// <see cref="CommandLimits.ClockDifferenceMsMax"/>, and one that is further ahead is refused. Holds where the switch's time is that of a clock.
    /// </summary>
    public bool MayBeOlderThan(long timeMs) => !TryGetTime(out var made) || made - CommandLimits.ClockDifferenceMsMax <= timeMs;

    /// <summary>Takes the bytes of a UUID in network order.</summary>
    public static RequestId FromGuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return new RequestId(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }

    /// <summary>
    /// An id derived from what it names: the first 16 bytes of a hash as a UUID of version 8 (RFC 9562, section 5.8), which says no time. Other
    /// bits would now and then pass for an id with a time.
    /// </summary>
    /// <param name="hash">16 bytes or more.</param>
    public static RequestId FromHash(ReadOnlySpan<byte> hash)
    {
        const ulong VersionMask = 0xFUL << 52;
        const ulong Version8 = 8UL << 52;
        const ulong VariantMask = 0xC0;
        const ulong Variant = 0x80;
        var first = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        var second = BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]);
        return new RequestId((first & ~VersionMask) | Version8, (second & ~VariantMask) | Variant);
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
