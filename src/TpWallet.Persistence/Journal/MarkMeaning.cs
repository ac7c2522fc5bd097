namespace TpWallet.Persistence.Journal;

/// <summary>What it means that the mark names a batch.</summary>
internal enum MarkMeaning : uint
{
    /// <summary>It was acknowledged: the journal of a single node, where whatever is whole in it counts.</summary>
    Acknowledged = 0,

    /// <summary>It is known to be committed: the journal of a group's member, where what stands behind it may still be taken back.</summary>
    Committed = 1,
}
