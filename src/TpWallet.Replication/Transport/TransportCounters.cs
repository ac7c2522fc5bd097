namespace TpWallet.Replication.Transport;

/// <summary>What the network between members has met since it started; every abnormal path counts. Any thread may read.</summary>
public sealed class TransportCounters
{
    /// <summary>Messages given to Aeron whole.</summary>
    public long MessagesSent { get; internal set; }

    /// <summary>Messages that arrived whole.</summary>
    public long MessagesReceived { get; internal set; }

    /// <summary>Bytes of the messages that were sent.</summary>
    public long BytesSent { get; internal set; }

    /// <summary>Bytes of the messages that arrived.</summary>
    public long BytesReceived { get; internal set; }

    /// <summary>Messages dropped because their receiver isn't connected.</summary>
    public long NotConnected { get; internal set; }

    /// <summary>Batches, and parts of snapshots, that had to wait because their receiver was behind.</summary>
    public long BatchesDelayed { get; internal set; }

    /// <summary>Batches, and parts of snapshots, dropped because too many were waiting, or because their receiver went away meanwhile.</summary>
    public long BatchesDropped { get; internal set; }

    /// <summary>Other messages dropped because their receiver was behind.</summary>
    public long ControlMessagesDropped { get; internal set; }

    /// <summary>What arrived and could not be opened: unsealed, altered, for somebody else, or under a key that isn't accepted.</summary>
    public long SealFailures { get; internal set; }

    /// <summary>What was sealed with a key of the group by one who isn't among the members.</summary>
    public long Strangers { get; internal set; }

    /// <summary>Fragments without those before them: the message is lost.</summary>
    public long FragmentsOutOfPlace { get; internal set; }

    /// <summary>What came on the snapshots' stream and is no message of it, or came although this member has nothing to do with snapshots.</summary>
    public long SnapshotMessagesRefused { get; internal set; }
}
