using TpWallet.Persistence.Journal;
using TpWallet.Replication.Views;

namespace TpWallet.Replication.Log;

/// <summary>
/// The journal as a replica sees it: batches, and the replica's own records between them. Everything is appended in order; an append returns a
/// ticket, larger than all before, and the owner later tells <see cref="Replica.OnDurable"/> through which ticket everything is durable, never from
/// within a call. Durable through a ticket means: that record and all before it, those found at start included.
/// </summary>
public interface IReplicaLog
{
    /// <summary>
    /// The journal's name: random, given when it was made empty; in <see cref="DurabilityLevel.Memory"/> given anew at every start.
    /// </summary>
    Guid JournalId { get; }

    /// <summary>What the records said at start.</summary>
    RecoveredState Recovered { get; }

    /// <summary>Where the batches that can be read begin: what is older is known from a snapshot alone.</summary>
    LogPosition Base { get; }

    /// <summary>The last batch, durable or not.</summary>
    LogPosition Tail { get; }

    /// <summary>Time of the last batch, milliseconds since 1970 UTC; <see cref="long.MinValue"/> in an empty journal.</summary>
    long TailTimeMs { get; }

    /// <summary>Finds the last end of a batch at or below a sequence.</summary>
    /// <returns>False when the sequence lies below <see cref="Base"/>.</returns>
    bool TryFindBoundary(ulong sequence, out LogPosition boundary);

    /// <summary>Reads the batch that follows a position of this log.</summary>
    /// <param name="after">A position at or above <see cref="Base"/>.</param>
    /// <param name="batch">The sealed bytes; valid until the next call.</param>
    /// <returns>False at the tail.</returns>
    bool TryReadNext(in LogPosition after, out ReadOnlyMemory<byte> batch);

    /// <summary>Appends a batch that continues <see cref="Tail"/>; the bytes are copied; the hash is its own.</summary>
    long Append(ReadOnlySpan<byte> batch, in Hash256 hash);

    /// <summary>
    /// Removes every batch behind <paramref name="keep"/> and appends a record that says so. At recovery a cut removes what stands before it in the
    /// journal and behind its position: the order of the journal decides, never epochs.
    /// </summary>
    long AppendCut(ulong epoch, in LogPosition keep);

    /// <summary>Appends the promise to take nothing from an epoch older than this one.</summary>
    long AppendEpoch(ulong epoch);

    /// <summary>Appends the notice that batches are committed through a position. Nobody waits for it.</summary>
    long AppendCommit(in LogPosition committed);

    /// <summary>Appends the newest view seen. Nobody waits for it.</summary>
    long AppendView(View view);
}
