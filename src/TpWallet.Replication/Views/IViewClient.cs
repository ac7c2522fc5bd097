namespace TpWallet.Replication.Views;

/// <summary>
/// The view store as a replica sees it: questions that are answered later, through <see cref="Replica.OnViewRead"/> and
/// <see cref="Replica.OnSwapAnswered"/>, once, late, or never. Never from within the call.
/// </summary>
public interface IViewClient
{
    /// <summary>Asks for the view; the answer must be linearizable.</summary>
    /// <param name="request">Number to be given back with the answer.</param>
    void Read(long request);

    /// <summary>Asks to replace a view, if the store still holds that revision and that value.</summary>
    /// <param name="request">Number to be given back with the answer.</param>
    /// <param name="expected">What the store must hold.</param>
    /// <param name="desired">What it shall hold.</param>
    void Swap(long request, StoredView expected, View desired);
}
