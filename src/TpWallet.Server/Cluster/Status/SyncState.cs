namespace TpWallet.Server.Cluster.Status;

/// <summary>Whether a member's copy counts.</summary>
internal enum SyncState
{
    /// <summary>Not known: there is no view.</summary>
    Unknown = 0,

    /// <summary>In sync: no payment is answered that it doesn't hold.</summary>
    Yes = 1,

    /// <summary>It follows, and comes into the in-sync set when it has caught up.</summary>
    Joining = 2,

    /// <summary>It is away, or not heard.</summary>
    No = 3,

    /// <summary>An operator took it out.</summary>
    Removed = 4,

    /// <summary>The view names it in sync with another journal: it came back with an empty disk, or from a restart in quorum-memory.</summary>
    OtherJournal = 5,
}
