using TpWallet.Persistence.Journal;

namespace TpWallet.Replication.Log;

/// <summary>What the agent's thread asks the writer for, in order.</summary>
/// <param name="Ticket">Its ticket.</param>
/// <param name="Kind">What it is.</param>
/// <param name="End">Of a batch: its end. Of a cut: what is kept.</param>
/// <param name="Offset">Of a batch: where it is in the memory.</param>
/// <param name="Length">Of a batch: its length, bytes.</param>
/// <param name="Epoch">Of a promise: the epoch.</param>
/// <param name="View">Of a view: its bytes.</param>
internal readonly record struct QueuedRecord(
    long Ticket, QueuedKind Kind, JournalPosition End = default, long Offset = 0, int Length = 0, ulong Epoch = 0, byte[]? View = null);
