namespace TpWallet.Core.Memory;

/// <summary>A block of a table's memory, and how it fills up.</summary>
/// <param name="Block">The memory.</param>
/// <param name="Table">Whose records fill it one after the other; null: it is filled at random, as an index is.</param>
/// <param name="BytesPerRecord">How much each record fills.</param>
internal readonly record struct TablePart(NativeBlock Block, RecordTable? Table, int BytesPerRecord)
{
    /// <summary>Bytes at the beginning that may have been used.</summary>
    public long Used => Table is null ? Block.Size : (long)Table.HighWater * BytesPerRecord;
}
