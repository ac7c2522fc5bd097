using System.Buffers;

namespace TpWallet.Protocol.Iso8583;

/// <summary>A data element as a profile defines it.</summary>
public sealed class IsoField
{
    /// <summary>Its number, 2 to 128.</summary>
    public required int Number { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>What it may hold.</summary>
    public required FieldContent Content { get; init; }

    /// <summary>Characters, or bytes of binary data: exactly so many when <see cref="LengthDigits"/> is 0, at most so many otherwise. The sign
    /// of a signed number counts.</summary>
    public required int LengthMax { get; init; }

    /// <summary>Digits of the length that stands before the value, 2 to 4; 0: the length is fixed.</summary>
    public required int LengthDigits { get; init; }

    /// <summary>How the value stands on the wire.</summary>
    public required WireEncoding Encoding { get; init; }

    /// <summary>How the length stands on the wire.</summary>
    public required WireEncoding LengthEncoding { get; init; }

    /// <summary>How an odd number of digits is written in BCD.</summary>
    public required DigitPadding Padding { get; init; }

    /// <summary>What of it people may see.</summary>
    public required FieldSensitivity Sensitivity { get; init; }

    /// <summary>What is known of its inside.</summary>
    public required FieldStructure Structure { get; init; }

    /// <summary>Whether its length is always the same.</summary>
    public bool IsFixed => LengthDigits == 0;

    /// <summary>The most bytes that it takes on the wire, its length included.</summary>
    public int PackedBytesMax => PrefixBytes + BytesOf(LengthMax);

    /// <summary>Whether it holds characters of which all are digits on the wire.</summary>
    internal bool IsNumeric => Content is FieldContent.Number or FieldContent.SignedNumber;

    /// <summary>The bytes that may occur in it; null when any may.</summary>
    internal SearchValues<byte>? Allowed { get; init; }

    /// <summary>Bytes of the length that stands before the value.</summary>
    internal int PrefixBytes => LengthEncoding switch
    {
        WireEncoding.Ascii or WireEncoding.Ebcdic => LengthDigits,
        WireEncoding.Bcd => (LengthDigits + 1) / 2,
        WireEncoding.Binary => LengthDigits == 0 ? 0 : LengthMax > byte.MaxValue ? 2 : 1,
    };

    /// <summary>Bytes of a value of so many characters.</summary>
    internal int BytesOf(int length) => (Content, Encoding) switch
    {
        (FieldContent.Binary, WireEncoding.Binary) => length,
        (FieldContent.Binary, _) => length * 2,
        (FieldContent.SignedNumber, WireEncoding.Bcd) => 1 + (length / 2),
        (_, WireEncoding.Bcd) => (length + 1) / 2,
        _ => length,
    };
}
