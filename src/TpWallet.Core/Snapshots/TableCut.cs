namespace TpWallet.Core.Snapshots;

/// <summary>One table as it was at a cut, as its reader sees it.</summary>
internal abstract class TableCut
{
    /// <summary>Records that are read at once.</summary>
    public const uint RegionRecords = 1_024;

    /// <summary>Copies the records of the next region, as they were at the cut.</summary>
    /// <returns>How many bytes that is; 0: all have been read.</returns>
    /// <exception cref="StateCutAbandonedException">They are not known any more.</exception>
    public abstract int ReadNext(Span<byte> destination);

    /// <summary>The reader needs it no more.</summary>
    public abstract void Close();
}
