namespace TpWallet.Replication.Wire;

/// <summary>What a message says. Numbers are append-only.</summary>
internal enum MessageKind : ushort
{
    None = 0,

    /// <summary>Primary to all: I am there, this is committed.</summary>
    Heartbeat = 1,

    /// <summary>Primary to a joined standby: the next batch.</summary>
    Batch = 2,

    /// <summary>Standby to primary: these positions I hold.</summary>
    JoinRequest = 3,

    /// <summary>Primary to standby: the last of them that I hold too.</summary>
    JoinAnswer = 4,

    /// <summary>Standby to primary: durable through here.</summary>
    Acknowledgement = 5,

    /// <summary>Primary to a joined standby: committed through here.</summary>
    CommitNotice = 6,

    /// <summary>Primary to standby: take over from me.</summary>
    TakeOverRequest = 7,

    /// <summary>Forced primary to be, to an in-sync member: promise this epoch.</summary>
    PromiseRequest = 8,

    /// <summary>The promise is durable.</summary>
    Promise = 9,

    /// <summary>To one who speaks in an old epoch: there is a newer one.</summary>
    EpochNotice = 10,

    /// <summary>To a member that has a snapshot: send so much of it. Not for a replica; on a stream of its own, as the answer is.</summary>
    SnapshotRequest = 32,

    /// <summary>Some bytes of a snapshot's file, or why there are none.</summary>
    SnapshotChunk = 33,

    /// <summary>An operator's question to another member; no part of the protocol, and never given to a replica.</summary>
    OperatorQuestion = 48,

    /// <summary>The answer to it.</summary>
    OperatorAnswer = 49,
}
