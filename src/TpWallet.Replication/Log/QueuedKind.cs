namespace TpWallet.Replication.Log;

/// <summary>What a record asks for.</summary>
internal enum QueuedKind
{
    /// <summary>Nothing but that everything before it is durable.</summary>
    SyncPoint = 0,

    /// <summary>Append a batch.</summary>
    Batch = 1,

    /// <summary>Remove the batches behind a position.</summary>
    Cut = 2,

    /// <summary>Promise an epoch.</summary>
    Epoch = 3,

    /// <summary>Remember a view.</summary>
    View = 4,
}
