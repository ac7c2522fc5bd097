namespace TpWallet.Gateway.Iso8583;

/// <summary>What the ISO 8583 listeners of a switch remember together, all of it bounded and none of it a card number.</summary>
public sealed class IsoRecords
{
    /// <summary>How many payments can be found by their reference without a search of history.</summary>
    public const int ReferencesMax = 1 << 18;

    /// <summary>How many messages are kept by the position of their command.</summary>
    public const int MessagesMax = 1 << 16;

    /// <summary>How many incidents are kept.</summary>
    public const int IncidentsMax = 1_000;

    /// <summary>Makes empty records.</summary>
    /// <param name="lookup">Where payments are looked up that are no longer among the latest; nowhere if null.</param>
    public IsoRecords(IReferenceLookup? lookup = null) => Lookup = lookup ?? NoReferenceLookup.Instance;

    /// <summary>The latest messages that were out of the ordinary.</summary>
    public IsoIncidents Incidents { get; } = new(IncidentsMax);

    /// <summary>The messages behind the latest commands.</summary>
    public IsoMessageLog Messages { get; } = new(MessagesMax);

    internal ReferenceCache References { get; } = new(ReferencesMax);

    internal IReferenceLookup Lookup { get; }
}
