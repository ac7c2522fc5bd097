namespace TpWallet.Replication;

/// <summary>What became of a batch offered for sequencing.</summary>
public enum SequencingResult
{
    /// <summary>It is sealed, in the log and on its way; it will be answered, or its clients' connections closed.</summary>
    Sequenced = 0,

    /// <summary>This replica isn't the primary; nothing was sequenced.</summary>
    NotPrimary = 1,

    /// <summary>The primary hands over; hold the commands back, it takes a moment.</summary>
    HandingOver = 2,

    /// <summary>The tail that isn't committed yet has reached its limit; hold the commands back.</summary>
    TailFull = 3,

    /// <summary>The clock jumped further than is tolerated, or stands that far behind the log: an operator must look.</summary>
    ClockJumped = 4,
}
