namespace TpWallet.Gateway.Iso8583;

/// <summary>For a switch without history: only what the gateway itself still remembers is found.</summary>
public sealed class NoReferenceLookup : IReferenceLookup
{
    /// <summary>The one instance.</summary>
    public static NoReferenceLookup Instance { get; } = new();

    /// <inheritdoc/>
    public ValueTask<ReferenceAnswer> FindAsync(uint participant, ulong retrievalReferenceNumber, ulong terminal) =>
        new(new ReferenceAnswer(IsKnown: true, default));
}
