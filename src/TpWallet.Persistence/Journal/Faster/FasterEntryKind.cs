namespace TpWallet.Persistence.Journal.Faster;

/// <summary>What stands at a place in a FasterLog.</summary>
internal enum FasterEntryKind
{
    /// <summary>Zeros: the rest of a page that the next entry didn't fit in, or the end.</summary>
    None,

    /// <summary>An entry of ours.</summary>
    Payload,

    /// <summary>A commit record of FasterLog's own.</summary>
    CommitRecord,

    /// <summary>Neither.</summary>
    Bad,
}
