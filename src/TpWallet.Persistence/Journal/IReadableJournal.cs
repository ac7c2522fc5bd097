namespace TpWallet.Persistence.Journal;

/// <summary>
/// What everybody but the appending thread needs of a journal: what is certain in it, how much room there is, and letting go of what is old.
/// Any thread.
/// </summary>
public interface IReadableJournal
{
    /// <summary>
    /// The certain end. Of a single node's journal the last batch that <see cref="IJournal.Append"/> has returned for; of a group's the last one
    /// that is durable here and known to be committed.
    /// </summary>
    JournalPosition Position { get; }

    /// <summary>Sequence of the oldest command still there, or of the first that will be; 1 until something is released.</summary>
    ulong FirstSequence { get; }

    /// <summary>
    /// Bytes of the batches behind <see cref="JournalOptions.Base"/> (of all, without one) found when it was opened, and of those appended since.
    /// </summary>
    long Bytes { get; }

    /// <summary>
    /// Bytes of batches, of whatever size, that can still be appended for certain: in the segment being written and in the next one, if that is
    /// ready. It is low for a moment while the next one is being made; it stays low while <see cref="RoomShortage"/> gives a reason.
    /// Not for every command: a FasterLog asks the file system.
    /// </summary>
    long Room { get; }

    /// <summary>Why there is no space for the next segment; null: there is. Tried again by itself every second.</summary>
    string? RoomShortage { get; }

    /// <summary>How long the last append took, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    long LastAppendTicks { get; }

    /// <summary>The journal's own name, random, given when it was made.</summary>
    Guid JournalId { get; }

    /// <summary>What an append promises.</summary>
    DurabilityMode Durability { get; }

    /// <summary>The longest append since this was asked last, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    long TakeLongestAppendTicks();

    /// <summary>
    /// Deletes, or moves to the archive, every segment whose last command's sequence is at most <paramref name="throughSequence"/>, oldest first;
    /// never one that is being written, and nothing behind <see cref="Position"/>. Durable on return. Not on the appending thread, which must not
    /// wait for a disk twice.
    /// </summary>
    /// <exception cref="JournalException">The disk failed or is full, or a segment's beginning can't be read. The journal goes on; what was to
    /// go may be there still, and goes with the next release.</exception>
    void Release(ulong throughSequence);

    /// <summary>
    /// Shows every batch from the one that holds <paramref name="fromSequence"/> to <see cref="Position"/> at the call, verified, while other
    /// threads append and release.
    /// </summary>
    /// <param name="fromSequence">1 to one more than the sequence of <see cref="Position"/>.</param>
    /// <param name="visitor">Is shown the batches, on the calling thread.</param>
    /// <param name="cancellationToken">Ends the reading between two batches.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sequence is 0 or further ahead.</exception>
    /// <exception cref="JournalReleasedException">It has been released, before or during the reading.</exception>
    /// <exception cref="JournalDamagedException">A batch is missing or altered.</exception>
    void Read(ulong fromSequence, IBatchVisitor visitor, CancellationToken cancellationToken = default);
}
