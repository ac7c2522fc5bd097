using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal.Group;

/// <summary>A written batch.</summary>
/// <param name="FirstSequence">Sequence of its first command.</param>
/// <param name="End">Its end.</param>
/// <param name="Place">Where it begins.</param>
/// <param name="Length">Its length, bytes.</param>
internal readonly record struct RecentBatch(ulong FirstSequence, JournalPosition End, SegmentPlace Place, long Length)
{
    /// <summary>Where it ends.</summary>
    public SegmentPlace Behind => Place with { Position = Place.Position + Length };
}
