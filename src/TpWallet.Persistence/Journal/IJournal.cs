namespace TpWallet.Persistence.Journal;

/// <summary>
/// The write-ahead journal: sealed batches, one behind the other, each chained to the one before. What <see cref="Append"/> has returned for
/// is found again after a crash or a power cut, or the next start refuses and says what is missing. One thread appends.
/// </summary>
public interface IJournal : IDisposable
{
    /// <summary>Sequence that the next batch's first command must have; 1 in an empty journal.</summary>
    ulong NextSequence { get; }

    /// <summary>Hash of the last batch, which the next one must name; zero in an empty journal.</summary>
    Hash256 LastHash { get; }

    /// <summary>Time of the last batch, milliseconds since 1970 UTC; <see cref="long.MinValue"/> in an empty journal.</summary>
    long LastTimeMs { get; }

    /// <summary>The durable end: the last batch that <see cref="Append"/> has returned for. Any thread.</summary>
    JournalPosition Position { get; }

    /// <summary>Sequence of the oldest command still there, or of the first that will be; 1 until something is released. Any thread.</summary>
    ulong FirstSequence { get; }

    /// <summary>
    /// Bytes of the batches behind <see cref="JournalOptions.Base"/> (of all, without one) found when it was opened, and of those appended since.
    /// Any thread.
    /// </summary>
    long Bytes { get; }

    /// <summary>
    /// Bytes of batches, of whatever size, that can still be appended for certain: in the segment being written and in the next one, if that is
    /// ready. It is low for a moment while the next one is being made; it stays low while <see cref="RoomShortage"/> gives a reason.
    /// Any thread; not for every command: a FasterLog asks the file system.
    /// </summary>
    long Room { get; }

    /// <summary>Why there is no space for the next segment; null: there is. Tried again by itself every second. Any thread.</summary>
    string? RoomShortage { get; }

    /// <summary>How long the last append took, in ticks of <see cref="System.Diagnostics.Stopwatch"/>. Any thread.</summary>
    long LastAppendTicks { get; }

    /// <summary>The journal's own name, random, given when it was made.</summary>
    Guid JournalId { get; }

    /// <summary>What a returning <see cref="Append"/> promises.</summary>
    DurabilityMode Durability { get; }

    /// <summary>Writes a sealed batch and returns when it is durable.</summary>
    /// <exception cref="ArgumentException">The batch isn't sealed or doesn't follow the last one; nothing was written.</exception>
    /// <exception cref="JournalFailedException">This or an earlier write failed. Whether the batch is on disk is unknown, and a failed sync
    /// is never tried again: the journal takes no further batch, the process must stop and recover.</exception>
    void Append(SealedBatch batch);

    /// <summary>The longest append since this was asked last, in ticks of <see cref="System.Diagnostics.Stopwatch"/>. Any thread.</summary>
    long TakeLongestAppendTicks();

    /// <summary>
    /// Deletes, or moves to the archive, every segment whose last command's sequence is at most <paramref name="throughSequence"/>, oldest first;
    /// never the one being written. Durable on return. Any thread but the appending one, which must not wait for a disk twice.
    /// </summary>
    /// <exception cref="JournalException">The disk failed or is full, or a segment's beginning can't be read. The journal goes on; what was to
    /// go may be there still, and goes with the next release.</exception>
    void Release(ulong throughSequence);

    /// <summary>
    /// Shows every batch from the one that holds <paramref name="fromSequence"/> to what was durable at the call, verified, while other threads
    /// append and release. Any thread.
    /// </summary>
    /// <param name="fromSequence">1 to one more than the last durable sequence.</param>
    /// <param name="visitor">Is shown the batches, on the calling thread.</param>
    /// <param name="cancellationToken">Ends the reading between two batches.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sequence is 0 or further ahead.</exception>
    /// <exception cref="JournalReleasedException">It has been released, before or during the reading.</exception>
    /// <exception cref="JournalDamagedException">A batch is missing or altered.</exception>
    void Read(ulong fromSequence, IBatchVisitor visitor, CancellationToken cancellationToken = default);
}
