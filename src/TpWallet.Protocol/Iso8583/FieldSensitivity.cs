namespace TpWallet.Protocol.Iso8583;

/// <summary>What of a data element people may see.</summary>
public enum FieldSensitivity : byte
{
    /// <summary>All of it.</summary>
    None,

    /// <summary>A card or account number: the first six and the last four digits.</summary>
    Pan,

    /// <summary>Nothing but its length: stripes, PIN blocks, verification values, private data that may hold them.</summary>
    Hidden,
}
