using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal;

/// <summary>Is told where recovery met each batch.</summary>
internal interface IBatchObserver
{
    /// <summary>A good batch.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="end">Its end.</param>
    /// <param name="place">Where it begins.</param>
    void OnBatch(in SealedBatchHeader header, in JournalPosition end, SegmentPlace place);
}
