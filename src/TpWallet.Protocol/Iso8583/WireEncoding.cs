namespace TpWallet.Protocol.Iso8583;

/// <summary>How characters, digits, lengths, bitmaps and binary data stand on the wire.</summary>
public enum WireEncoding : byte
{
    /// <summary>One ASCII character each; of binary data and bitmaps, two hexadecimal digits a byte.</summary>
    Ascii,

    /// <summary>One EBCDIC (code page 37) character each; of binary data and bitmaps, two hexadecimal digits a byte.</summary>
    Ebcdic,

    /// <summary>Two decimal digits a byte. Not for text, bitmaps and binary data.</summary>
    Bcd,

    /// <summary>Bytes as they are; of a length, an unsigned big-endian number.</summary>
    Binary,
}
