namespace TpWallet.Messages;

/// <summary>What may be done with an account.</summary>
public enum AccountStatus : byte
{
    /// <summary>Everything that its kind allows.</summary>
    Active = 0,

    /// <summary>It may receive, not pay.</summary>
    FrozenForDebit = 1,

    /// <summary>Nothing moves, but what is held may still be captured or given back.</summary>
    Frozen = 2,

    /// <summary>It takes no new business; it may pay out what it has.</summary>
    Closing = 3,

    /// <summary>Nothing, for good.</summary>
    Closed = 4,
}
