namespace TpWallet.Replication;

/// <summary>What a replica has met since it started; every abnormal path counts.</summary>
public sealed class ReplicaCounters
{
    /// <summary>Messages that didn't decode, came from a stranger, or under another's name.</summary>
    public long MalformedMessages { get; internal set; }

    /// <summary>Messages of an epoch that is over.</summary>
    public long MessagesOfOldEpochs { get; internal set; }

    /// <summary>Batches that did not continue the log in the session joined.</summary>
    public long BatchesOutOfPlace { get; internal set; }

    /// <summary>Acknowledgements of a position that this log doesn't hold.</summary>
    public long AcknowledgementsRefused { get; internal set; }

    /// <summary>Join requests sent.</summary>
    public long JoinsSent { get; internal set; }

    /// <summary>Commands cut from the tail because the primary's log differs.</summary>
    public long CommandsCut { get; internal set; }

    /// <summary>Times that a standby's stream was sent again from what it had acknowledged.</summary>
    public long Resends { get; internal set; }

    /// <summary>Take-overs tried.</summary>
    public long TakeOversTried { get; internal set; }

    /// <summary>Epochs in which this replica was primary.</summary>
    public long TakeOversWon { get; internal set; }

    /// <summary>Changes of the in-sync set tried.</summary>
    public long InSyncSwapsTried { get; internal set; }

    /// <summary>Questions to the view store that stayed unanswered.</summary>
    public long ViewTimeouts { get; internal set; }
}
