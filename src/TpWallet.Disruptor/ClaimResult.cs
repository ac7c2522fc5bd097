namespace TpWallet.Disruptor;

/// <summary>How a claim that may block has ended.</summary>
public enum ClaimResult
{
    /// <summary>The slots belong to the caller, who must publish them.</summary>
    Claimed,

    /// <summary>There was no room until the timeout; nothing was claimed.</summary>
    TimedOut,

    /// <summary>The ring is closed to producers, for good; nothing was claimed.</summary>
    Closed,
}
