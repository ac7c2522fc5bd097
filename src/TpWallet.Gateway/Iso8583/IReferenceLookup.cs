using TpWallet.Messages;

namespace TpWallet.Gateway.Iso8583;

/// <summary>Finds in history the payment that a retrieval reference names: for messages that tell no more of their original.</summary>
public interface IReferenceLookup
{
    /// <summary>Searches for the latest payment of a participant with this reference and terminal, on disk if need be.</summary>
    /// <param name="participant">The acquirer.</param>
    /// <param name="retrievalReferenceNumber">DE 37, packed.</param>
    /// <param name="terminal">DE 41, as <see cref="Command.Terminal"/> has it.</param>
    ValueTask<ReferenceAnswer> FindAsync(uint participant, ulong retrievalReferenceNumber, ulong terminal);
}
