using FASTER.core;

namespace TpWallet.Persistence.History;

/// <summary>
/// Asks the store's hash index alone: it is begun only when the index has an entry that the key could be found behind, and goes no further.
/// </summary>
internal struct IndexProbe : IScanIteratorFunctions<HistoryKey, HistoryEntry>
{
    /// <summary>Whether the key may be there. False: it certainly is not.</summary>
    public bool MayExist { get; private set; }

    public bool OnStart(long beginAddress, long endAddress)
    {
        MayExist = true;
        return false;
    }

    public readonly bool SingleReader(ref HistoryKey key, ref HistoryEntry value, RecordMetadata recordMetadata, long numberOfRecords) => false;

    public readonly bool ConcurrentReader(ref HistoryKey key, ref HistoryEntry value, RecordMetadata recordMetadata, long numberOfRecords) => false;

    public readonly void OnStop(bool completed, long numberOfRecords)
    {
        // Nothing was begun.
    }

    public readonly void OnException(Exception exception, long numberOfRecords)
    {
        // Nothing was begun.
    }
}
