namespace TpWallet.Server.Cluster.Status;

/// <summary>What one member asks another on behalf of an operator.</summary>
internal enum OperatorAsk
{
    /// <summary>How are you?</summary>
    Status = 1,

    /// <summary>Which hash does your log have at a sequence?</summary>
    LogHash = 2,

    /// <summary>Which hash does your state have at the first end of a batch at or behind a sequence?</summary>
    StateHash = 3,

    /// <summary>To the primary: hand over to a member.</summary>
    Transfer = 4,

    /// <summary>To the primary: take a member out of the in-sync set.</summary>
    Remove = 5,

    /// <summary>To the primary: let a member in again.</summary>
    Rejoin = 6,

    /// <summary>To the primary: your clock is right.</summary>
    AcceptClock = 7,

    /// <summary>To the primary: change the smallest in-sync set.</summary>
    MinInSync = 8,
}
