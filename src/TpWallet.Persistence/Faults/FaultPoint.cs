namespace TpWallet.Persistence.Faults;

/// <summary>Places at which a test can have the process killed; see <see cref="FaultPoints"/>.</summary>
public enum FaultPoint
{
    /// <summary>None.</summary>
    None,

    /// <summary>A batch is sealed and not yet handed to the journal.</summary>
    JournalBeforeAppend,

    /// <summary>The journal has returned from the append, and nothing was told about it.</summary>
    JournalAfterAppend,

    /// <summary>Within the append: before the write that makes the batch durable.</summary>
    JournalBeforeCommit,

    /// <summary>Within the append: the batch is durable, the mark doesn't know.</summary>
    JournalAfterCommit,

    /// <summary>The batch is durable and not yet applied.</summary>
    CoreBeforeApply,

    /// <summary>The batch is applied and no reply is on its way.</summary>
    CoreAfterApply,

    /// <summary>Before the replies of a batch are handed to their sessions.</summary>
    ReplyBeforeSend,

    /// <summary>After they were.</summary>
    ReplyAfterSend,

    /// <summary>The segment is full; the next one isn't open.</summary>
    SegmentBeforeRoll,

    /// <summary>The next segment is open; nothing is in it.</summary>
    SegmentAfterRoll,

    /// <summary>Before segments that snapshots have made superfluous are deleted.</summary>
    SegmentBeforeTruncate,

    /// <summary>Some of them are deleted.</summary>
    SegmentMiddleOfTruncate,

    /// <summary>Half of a snapshot's draft is written.</summary>
    SnapshotWriteMiddle,

    /// <summary>The draft is complete and verified; it has no name.</summary>
    SnapshotBeforeRename,

    /// <summary>The snapshot has its name.</summary>
    SnapshotAfterRename,

    /// <summary>Before superfluous snapshots are deleted.</summary>
    SnapshotBeforePrune,

    /// <summary>Outcomes are appended to the event log and not durable.</summary>
    EventsBeforeCommit,

    /// <summary>They are durable, and nobody knows.</summary>
    EventsAfterCommit,

    /// <summary>Before history makes itself durable.</summary>
    HistoryBeforeCheckpoint,

    /// <summary>History is durable, and nobody knows.</summary>
    HistoryAfterCheckpoint,
}
