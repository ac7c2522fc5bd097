namespace TpWallet.Gateway.Rest.Json;

/// <summary>How the value of a field is written.</summary>
internal enum FieldType
{
    /// <summary>A JSON number without fraction or exponent.</summary>
    Integer,

    /// <summary>A JSON boolean.</summary>
    Boolean,

    /// <summary>A UUID.</summary>
    Uuid,

    /// <summary>A currency's code.</summary>
    Currency,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>A retrieval reference number: up to 12 characters 0-9, A-Z.</summary>
    RetrievalReference,

    /// <summary>A terminal: up to 8 printable ASCII characters.</summary>
    Terminal,

    /// <summary>A date, such as 2026-11-22.</summary>
    Date,
}
