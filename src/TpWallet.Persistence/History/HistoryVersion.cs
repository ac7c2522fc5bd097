namespace TpWallet.Persistence.History;

/// <summary>What a read of the store gives back: an entry, and where to look for an earlier one of the same key.</summary>
internal struct HistoryVersion
{
    public HistoryEntry Entry;

    /// <summary>Address in the store's log from which an earlier entry is found; below the log's beginning: there is none.</summary>
    public long Previous;
}
