namespace TpWallet.Replication.Views;

/// <summary>A compare-and-swap whose outcome isn't known: the store may hold it, now or later.</summary>
/// <param name="Expected">What it replaces.</param>
/// <param name="Desired">What it puts there.</param>
internal sealed record PendingSwap(StoredView Expected, View Desired)
{
    /// <summary>Whether it begins a new epoch.</summary>
    public bool IsTakeOver => Desired.Epoch != Expected.View.Epoch;
}
