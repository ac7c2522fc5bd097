namespace TpWallet.Protocol.Iso8583;

/// <summary>What a data element may hold, in the notation of ISO 8583.</summary>
public enum FieldContent : byte
{
    /// <summary>n: digits.</summary>
    Number,

    /// <summary>a: letters and spaces.</summary>
    Alpha,

    /// <summary>an: letters, digits and spaces.</summary>
    AlphaNumber,

    /// <summary>ans: printable characters.</summary>
    Text,

    /// <summary>z: digits and the separator of a magnetic stripe (= or D).</summary>
    Track,

    /// <summary>x+n: C (credit) or D (debit), then digits.</summary>
    SignedNumber,

    /// <summary>b: bytes.</summary>
    Binary,
}
