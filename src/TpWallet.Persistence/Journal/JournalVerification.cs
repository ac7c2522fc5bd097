namespace TpWallet.Persistence.Journal;

/// <summary>What verifying a journal found.</summary>
/// <param name="Kind">How the journal is stored; null when that itself can't be told.</param>
/// <param name="JournalId">The journal's own name.</param>
/// <param name="Batches">Good batches, from the oldest still there on; of a group's member those known to be committed, as in what follows.</param>
/// <param name="Commands">Commands in them.</param>
/// <param name="FirstSequence">Sequence of the oldest command still there; 0: there is none.</param>
/// <param name="LastSequence">Sequence of the last command; 0: there is none.</param>
/// <param name="LastHash">Hash of the last good batch.</param>
/// <param name="Bytes">Bytes of the good batches.</param>
/// <param name="Verdict">Whether the journal would open.</param>
/// <param name="Detail">The verdict in words, with file and position where something is wrong.</param>
public sealed record JournalVerification(
    JournalKind? Kind,
    Guid JournalId,
    long Batches,
    ulong Commands,
    ulong FirstSequence,
    ulong LastSequence,
    Hash256 LastHash,
    long Bytes,
    JournalVerdict Verdict,
    string Detail)
{
    /// <summary>Of a group member's journal: whole batches behind these that aren't known to be committed.</summary>
    public long UncommittedBatches { get; init; }
}
