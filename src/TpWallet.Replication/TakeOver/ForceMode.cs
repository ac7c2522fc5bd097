namespace TpWallet.Replication.TakeOver;

/// <summary>What makes sure that the old in-sync set no longer serves when an operator forces a primary.</summary>
public enum ForceMode
{
    /// <summary>A member of the last in-sync set must durably promise the new epoch, so that the old primary can't commit any more.</summary>
    NeedsPromise = 0,

    /// <summary>The operator vouches that all members of the last in-sync set are switched off.</summary>
    AllSwitchedOff = 1,
}
