using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal.Group;

/// <summary>A cut that is decided and being carried out: what stands between two places is zeroed.</summary>
/// <param name="Sequence">Last sequence that is kept.</param>
/// <param name="Hash">Hash of its batch.</param>
/// <param name="From">Where the first batch begins that goes.</param>
/// <param name="To">Where the last one ends.</param>
internal readonly record struct PendingCut(ulong Sequence, Hash256 Hash, SegmentPlace From, SegmentPlace To);
