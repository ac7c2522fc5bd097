namespace TpWallet.Replication.Views;

/// <summary>Is told what the view store said.</summary>
internal interface IViewObserver
{
    /// <summary>The store holds this view, or held it since the question was asked.</summary>
    void OnView(StoredView stored);

    /// <summary>The outcome of a swap is known, and the known view is up to date with it.</summary>
    void OnSwapResolved(PendingSwap swap, bool succeeded);

    /// <summary>Whether a swap that the store has not carried out yet is still wanted.</summary>
    bool StillWants(PendingSwap swap);
}
