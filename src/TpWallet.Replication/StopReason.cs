namespace TpWallet.Replication;

/// <summary>Why a replica stopped itself.</summary>
public enum StopReason
{
    /// <summary>The view store shows an older view than one seen before: it was restored. <c>repair-view</c> mends it.</summary>
    ViewStoreRestored = 1,

    /// <summary>This log differs from the primary's at or below what is known to be committed.</summary>
    CommittedLogsDiffer = 2,

    /// <summary>Two members claim the same epoch.</summary>
    TwoPrimaries = 3,
}
