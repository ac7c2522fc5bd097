namespace TpWallet.Replication;

/// <summary>
/// Carries messages between members. It may lose, repeat, delay and reorder them; it may not alter them or let anybody else send in a member's
/// name: every message is sealed below this seam.
/// </summary>
public interface INetwork
{
    /// <summary>Sends a message, copying its bytes. Never blocks: what can't be sent now is dropped.</summary>
    void Send(NodeId receiver, ReadOnlySpan<byte> message);
}
