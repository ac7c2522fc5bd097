using FASTER.core;

namespace TpWallet.Persistence.History;

/// <summary>Tells the store how keys compare.</summary>
internal sealed class HistoryKeyComparer : IFasterEqualityComparer<HistoryKey>
{
    public bool Equals(ref HistoryKey k1, ref HistoryKey k2) => k1 == k2;

    public long GetHashCode64(ref HistoryKey k) => k.Hash();
}
