namespace TpWallet.Client;

/// <summary>What is known about a request.</summary>
public enum OutcomeKind : byte
{
    /// <summary>
    /// It left this process and no answer came: it may or may not have been applied. Send the same command with the same request id again.
    /// </summary>
    OutcomeUnknown = 0,

    /// <summary>The switch answered.</summary>
    Answered = 1,

    /// <summary>It never left this process and has no effect.</summary>
    NotSent = 2,
}
