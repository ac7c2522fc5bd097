using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.History;

/// <summary>A file of entries.</summary>
/// <param name="Number">Its number.</param>
/// <param name="LastSequence">No entry in it is of a later sequence.</param>
/// <param name="LastTimeMs">No entry in it is of a later time.</param>
/// <param name="Entries">About how many entries it holds.</param>
/// <param name="TableHash">SHA-256 of its sectors' checksums; zero as long as it is being filled.</param>
internal sealed record HistorySegment(int Number, ulong LastSequence, long LastTimeMs, long Entries, Hash256 TableHash);
