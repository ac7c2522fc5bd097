namespace TpWallet.Replication.Views;

/// <summary>What the view should be after its store was restored from a backup, or lost (rule 14).</summary>
public static class ViewRepair
{
    /// <summary>
    /// Proposes a view above everything that any member has seen: the in-sync set of the highest version that any knows, under a new epoch. Its
    /// primary begins in the epoch after, as every restarted one does. All members must have been asked, and be stopped, when it is written.
    /// </summary>
    /// <param name="statuses">What each member says of itself.</param>
    /// <param name="stored">What the store holds now; null: nothing.</param>
    /// <exception cref="ArgumentException">No member has seen a view.</exception>
    public static View Propose(IReadOnlyCollection<ReplicaStatus> statuses, View? stored)
    {
        var seen = statuses.Select(static status => status.View).OfType<View>().ToArray();
        var newest = seen.MaxBy(static view => (view.Version, view.Epoch))
            ?? throw new ArgumentException("No member has seen a view: there is nothing to repair it from.", nameof(statuses));
        var epochs = statuses.Select(static status => status.AcceptedEpoch).Concat(seen.Select(static view => view.Epoch)).Append(stored?.Epoch ?? 0);
        return newest with { Epoch = epochs.Max() + 1, Version = Math.Max(newest.Version, stored?.Version ?? 0) + 1 };
    }
}
