namespace TpWallet.Aeron.Subscriptions;

/// <summary>How a controlled poll goes on after a fragment.</summary>
public enum ControlledPollAction
{
    /// <summary>The fragment was not taken: stop, and deliver it again at the next poll.</summary>
    Abort,

    /// <summary>The fragment was taken: stop, and go on after it at the next poll.</summary>
    Break,

    /// <summary>The fragment was taken: tell the publisher so at once, and go on.</summary>
    Commit,

    /// <summary>The fragment was taken: go on; the publisher is told when the poll ends.</summary>
    Continue,
}
