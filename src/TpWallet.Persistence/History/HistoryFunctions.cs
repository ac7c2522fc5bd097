using FASTER.core;

namespace TpWallet.Persistence.History;

/// <summary>
/// Reads copy; a write never alters an entry in place, so that earlier ones of the same key stay reachable and addresses follow sequences.
/// </summary>
internal sealed class HistoryFunctions : FunctionsBase<HistoryKey, HistoryEntry, Empty, HistoryVersion, Empty>
{
    public override bool SingleReader(ref HistoryKey key, ref Empty input, ref HistoryEntry value, ref HistoryVersion dst, ref ReadInfo readInfo)
    {
        dst = new HistoryVersion { Entry = value, Previous = readInfo.RecordInfo.PreviousAddress };
        return true;
    }

    public override bool ConcurrentReader(
        ref HistoryKey key, ref Empty input, ref HistoryEntry value, ref HistoryVersion dst, ref ReadInfo readInfo) =>
        SingleReader(ref key, ref input, ref value, ref dst, ref readInfo);

    public override bool ConcurrentWriter(ref HistoryKey key, ref Empty input, ref HistoryEntry src, ref HistoryEntry dst,
        ref HistoryVersion output, ref UpsertInfo upsertInfo) => false;
}
