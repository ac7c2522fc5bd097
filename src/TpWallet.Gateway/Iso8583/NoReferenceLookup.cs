using TpWallet.Messages;

namespace TpWallet.Gateway.Iso8583;

/// <summary>For a switch without history: only what the gateway itself still remembers is found.</summary>
public sealed class NoReferenceLookup : IReferenceLookup
{
    /// <summary>The one instance.</summary>
    public static NoReferenceLookup Instance { get; } = new();

    /// <inheritdoc/>
    public ValueTask<RequestId> FindAsync(uint participant, ulong retrievalReferenceNumber, ulong terminal) => default;
}
