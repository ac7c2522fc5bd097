namespace TpWallet.Persistence.Journal.Segments;

/// <summary>The end of a journal in segments: where the next batch goes, and what must be zeroed before.</summary>
/// <param name="Number">Segment that the next batch goes to.</param>
/// <param name="Position">Its place there.</param>
/// <param name="FragmentNumber">Segment that holds the remains of an unacknowledged batch; 0: there are none.</param>
/// <param name="FragmentPosition">Where they begin.</param>
/// <param name="FragmentLength">How far they reach, bytes.</param>
internal readonly record struct SegmentTail(uint Number, long Position, uint FragmentNumber, long FragmentPosition, long FragmentLength);
