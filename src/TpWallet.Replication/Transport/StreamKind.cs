namespace TpWallet.Replication.Transport;

/// <summary>The streams between two members, so that nothing short waits behind something long. The numbers are Aeron's stream ids.</summary>
internal enum StreamKind
{
    /// <summary>Heartbeats, acknowledgements, notices.</summary>
    Control = 1,

    /// <summary>Batches.</summary>
    Batches = 2,

    /// <summary>Snapshots, for one whose log the journals no longer reach.</summary>
    Snapshots = 3,
}
