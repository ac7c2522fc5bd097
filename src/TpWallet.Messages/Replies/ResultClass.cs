namespace TpWallet.Messages;

/// <summary>What a sender may conclude from a result code without knowing the code.</summary>
public enum ResultClass : byte
{
    /// <summary>Not an answer.</summary>
    None = 0,

    /// <summary>Done, or answered.</summary>
    Success = 1,

    /// <summary>The command can't be right in any state: correct it. Nothing was remembered; the request id is free.</summary>
    Malformed = 2,

    /// <summary>It contradicts something earlier: the same request id with another body, or a thing that exists with other properties.</summary>
    Conflict = 3,

    /// <summary>A business "no" in today's state (funds, limits, account status). A new request may succeed later.</summary>
    Declined = 4,

    /// <summary>The switch has no room or is going away. Nothing was done; a new request may succeed later.</summary>
    Transient = 5,

    /// <summary>It can never succeed against what it names (unknown, already ended, not permitted).</summary>
    Terminal = 6,
}
