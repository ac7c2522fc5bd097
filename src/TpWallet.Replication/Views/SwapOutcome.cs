namespace TpWallet.Replication.Views;

/// <summary>What a compare-and-swap came to.</summary>
public enum SwapOutcome
{
    /// <summary>No answer: it may have happened, may yet happen, or never.</summary>
    Unknown = 0,

    /// <summary>It happened.</summary>
    Succeeded = 1,

    /// <summary>The store held something else by then. That may be the same swap, sent before and answered to nobody.</summary>
    Refused = 2,
}
