namespace TpWallet.Protocol.Iso8583;

/// <summary>What is known of the inside of a data element.</summary>
public enum FieldStructure : byte
{
    /// <summary>Nothing: it is taken as a whole.</summary>
    None,

    /// <summary>BER-TLV, as EMV uses it in DE 55.</summary>
    Tlv,

    /// <summary>Private tags: two characters, a length of two digits, a value; again and again.</summary>
    Tagged,
}
