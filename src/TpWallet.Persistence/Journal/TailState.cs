namespace TpWallet.Persistence.Journal;

/// <summary>What stands behind the last good batch.</summary>
internal enum TailState
{
    /// <summary>Nothing but zeros.</summary>
    Empty,

    /// <summary>Bytes that are no good batch, no further apart than one write can have left them.</summary>
    Fragment,

    /// <summary>Bytes that are no good batch, further apart than one write can have left them.</summary>
    Scattered,

    /// <summary>A good batch, behind a place where there is none.</summary>
    GoodBatch,
}
