namespace TpWallet.Gateway.Iso8583;

/// <summary>What became of a message.</summary>
internal enum MappingOutcome
{
    /// <summary>A command for the switch.</summary>
    Command,

    /// <summary>An answer of the gateway's own.</summary>
    Refused,

    /// <summary>Its original must be looked up by its reference first.</summary>
    ReferenceNeeded,
}
