namespace TpWallet.Protocol.Iso8583;

/// <summary>What can be wrong with a message, read or written.</summary>
public enum IsoFaultCode : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The message ends before its MTI, bitmap or a data element does.</summary>
    Truncated,

    /// <summary>The MTI is not four digits of the profile's version.</summary>
    BadMti,

    /// <summary>A bitmap that is to be hexadecimal is not.</summary>
    BadBitmap,

    /// <summary>The bitmap names a data element that the profile doesn't know.</summary>
    UnknownField,

    /// <summary>A length is not a number.</summary>
    BadLength,

    /// <summary>A data element is longer than the profile allows.</summary>
    TooLong,

    /// <summary>A character or digit that the data element's format doesn't allow.</summary>
    BadContent,

    /// <summary>The inside of a data element is not the TLV or the tags that it should be.</summary>
    BadStructure,

    /// <summary>Bytes follow the last data element.</summary>
    TrailingBytes,

    /// <summary>A data element that this message must have is missing.</summary>
    Missing,

    /// <summary>Written: the destination is too small.</summary>
    NoRoom,

    /// <summary>Written: data elements must be written in ascending order, each once.</summary>
    OutOfOrder,
}
