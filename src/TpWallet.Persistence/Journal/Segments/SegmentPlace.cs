namespace TpWallet.Persistence.Journal.Segments;

/// <summary>A place in a journal in segments.</summary>
/// <param name="Number">Number of the segment.</param>
/// <param name="Position">Byte in it.</param>
internal readonly record struct SegmentPlace(uint Number, long Position)
{
    /// <summary>For a person.</summary>
    public override string ToString() => $"{SegmentFiles.NameOf(Number)}, byte {Position}";
}
