namespace TpWallet.Simulation.Broken;

/// <summary>A rule of the protocol that a variant breaks, to prove that the simulation notices.</summary>
internal enum BrokenRule
{
    None = 0,

    /// <summary>A restart forgets the epoch promised (rule 2).</summary>
    ForgottenEpoch,

    /// <summary>A standby counts as caught up without the tail that the primary inherited (rule 8).</summary>
    GrowBeforeInheritedTail,

    /// <summary>A commit looks at the known set alone while a swap is under way (rule 5).</summary>
    PendingSetIgnored,

    /// <summary>A restarted primary goes on in its epoch (rule 9).</summary>
    SameEpochRestart,

    /// <summary>Standbys don't join, and acknowledge positions without hashes (rules 3 and 4).</summary>
    PositionOnlyAcknowledgements,

    /// <summary>Acknowledgements count in whatever epoch they arrive (rule 4).</summary>
    AcknowledgementsOfAnyEpoch,

    /// <summary>A late answer to an earlier join is taken for one to the last (rule 3).</summary>
    LateJoinAnswer,

    /// <summary>What a joining standby keeps is acknowledged before it is synced (rule 3).</summary>
    UnsyncedTailAcknowledged,

    /// <summary>The view names nodes, not journals: a wiped disk is still in sync (rule 4).</summary>
    JournalIdsIgnored,

    /// <summary>In memory mode a restarted replica keeps its journal id (rule 4).</summary>
    MemoryKeepsJournalId,

    /// <summary>A restart applies the whole journal (rule 6).</summary>
    UncommittedReplay,

    /// <summary>A commit notice is a sequence, whatever stands there (rule 6).</summary>
    NoticeByPosition,

    /// <summary>There are no cut records: at recovery a batch replaces those whose place it takes, and only those (rule 3).</summary>
    SupersededByPosition,

    /// <summary>A new primary seals its inherited tail again, with its own time (rule 1).</summary>
    RestampedTail,

    /// <summary>The in-sync set shrinks below its smallest size (rule 7).</summary>
    ShrinkBelowMinimum,

    /// <summary>A primary whose disk hangs never says so (rule 12).</summary>
    GrayPrimary,

    /// <summary>Forcing a primary doesn't care for the old in-sync set (rule 13).</summary>
    ForceWithoutPromise,

    /// <summary>A view store that went back in time is believed (rule 14).</summary>
    RestoredStoreBelieved,

    /// <summary>Batches are acknowledged when they are written, not when they are durable (rule 4).</summary>
    AcknowledgeBeforeSync,

    /// <summary>A primary answers reads from what it has applied (rule 18).</summary>
    StaleRead,

    /// <summary>A snapshot doesn't hold the requests that were answered (rule 6).</summary>
    DuplicatesForgottenInSnapshot,

    /// <summary>A deposed primary refuses what it has sequenced (rule 10).</summary>
    SequencedIsRefused,

    /// <summary>A replica takes over although it isn't in sync (rule 9).</summary>
    TakeOverOutOfSync,

    /// <summary>A replica takes over without knowing whether its disk works (rule 9).</summary>
    HungDiskTakesOver,

    /// <summary>A batch is stamped with the clock as it is (rule 16).</summary>
    TimeGoesBack,
}
