namespace TpWallet.Persistence.Journal;

/// <summary>
/// The write-ahead journal: sealed batches, one behind the other, each chained to the one before. What <see cref="Append"/> has returned for
/// is found again after a crash or a power cut, or the next start refuses and says what is missing. One thread appends.
/// </summary>
public interface IJournal : IReadableJournal, IDisposable
{
    /// <summary>Sequence that the next batch's first command must have; 1 in an empty journal.</summary>
    ulong NextSequence { get; }

    /// <summary>Hash of the last batch, which the next one must name; zero in an empty journal.</summary>
    Hash256 LastHash { get; }

    /// <summary>Time of the last batch, milliseconds since 1970 UTC; <see cref="long.MinValue"/> in an empty journal.</summary>
    long LastTimeMs { get; }

    /// <summary>Writes a sealed batch and returns when it is durable.</summary>
    /// <exception cref="ArgumentException">The batch isn't sealed or doesn't follow the last one; nothing was written.</exception>
    /// <exception cref="JournalFailedException">This or an earlier write failed. Whether the batch is on disk is unknown, and a failed sync
    /// is never tried again: the journal takes no further batch, the process must stop and recover.</exception>
    void Append(SealedBatch batch);
}
