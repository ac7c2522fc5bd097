namespace TpWallet.Replication;

/// <summary>What becomes of an operator's wish to take a member out of the in-sync set, or to let it in again.</summary>
public enum MaintenanceResult
{
    /// <summary>It is being done; the view will show it.</summary>
    Begun = 0,

    /// <summary>It is so already.</summary>
    AlreadyDone = 1,

    /// <summary>This replica isn't the primary.</summary>
    NotPrimary = 2,

    /// <summary>Another such change is under way, or the view isn't known yet.</summary>
    Busy = 3,

    /// <summary>The group has no such member.</summary>
    UnknownMember = 4,

    /// <summary>The primary can't be taken out: it hands over first.</summary>
    IsPrimary = 5,

    /// <summary>Without the member the in-sync set would be smaller than the smallest that commits.</summary>
    TooFewInSync = 6,
}
