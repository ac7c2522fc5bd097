namespace TpWallet.Replication.Snapshots;

/// <summary>Takes part in the exchange of snapshots on the network's thread.</summary>
internal interface ISnapshotPeer
{
    /// <summary>Takes a message of the snapshots' stream.</summary>
    /// <returns>False when it isn't one.</returns>
    bool OnMessage(NodeId from, ReadOnlySpan<byte> message);

    /// <summary>Sends what is to be sent.</summary>
    /// <returns>How much it did.</returns>
    int DoWork();
}
