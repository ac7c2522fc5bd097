namespace TpWallet.Messages;

/// <summary>What a posting does to the two accounts. Numbers are stored: append-only.</summary>
public enum PostingKind : byte
{
    /// <summary>Not a kind.</summary>
    None = 0,

    /// <summary>Money is held: pending debit and pending credit grow.</summary>
    Hold = 1,

    /// <summary>Held money is given back: pending debit and pending credit shrink.</summary>
    Release = 2,

    /// <summary>Held money moves: from pending to posted on both sides.</summary>
    PostHeld = 3,

    /// <summary>Money moves at once: posted debit and posted credit grow.</summary>
    Post = 4,
}
