namespace TpWallet.Persistence.Journal;

/// <summary>What a folder holds: fixed when its journal is made.</summary>
/// <param name="Id">The journal's own name.</param>
/// <param name="Kind">How it is stored.</param>
/// <param name="PageBits">Of a FasterLog: its page is 2 to this power of bytes; 0 otherwise.</param>
/// <param name="SegmentBits">Of a FasterLog: a segment is 2 to this power of bytes; 0 otherwise.</param>
internal sealed record JournalDescription(Guid Id, JournalKind Kind, int PageBits, int SegmentBits);
