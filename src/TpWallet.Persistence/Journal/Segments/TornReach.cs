namespace TpWallet.Persistence.Journal.Segments;

/// <summary>How far behind the last good batch one interrupted write can have left remains, and of what kind.</summary>
/// <param name="Bytes">How far they reach, within one segment.</param>
/// <param name="HoldsBatches">Whether whole batches can be among them: a write may hold several, and the disk may write the last one first.</param>
internal readonly record struct TornReach(long Bytes, bool HoldsBatches)
{
    /// <summary>One batch a write.</summary>
    public static TornReach OneBatch => new(SealedBatch.MaxLength, HoldsBatches: false);
}
