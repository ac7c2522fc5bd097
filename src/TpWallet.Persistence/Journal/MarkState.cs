namespace TpWallet.Persistence.Journal;

/// <summary>What the mark says about the last good batch.</summary>
internal enum MarkState
{
    /// <summary>Every batch that the mark names was found.</summary>
    Reached,

    /// <summary>The mark names a batch behind the last good one.</summary>
    Ahead,

    /// <summary>Neither slot of the mark can be read.</summary>
    Unreadable,
}
