using System.Collections.Immutable;
using TpWallet.Replication.Views;

namespace TpWallet.Replication.Primary;

/// <summary>
/// Which in-sync set a primary would rather have (rules 7 and 8). One swap may bring members in and out together, so that a set of the smallest
/// size can exchange a dead one. Members that an operator took out neither come in nor stay, as long as enough remain.
/// </summary>
internal static class InSyncPlan
{
    /// <summary>The set that the view should have; the same set when nothing is to be done.</summary>
    public static ImmutableArray<InSyncReplica> Next(
        ReplicaContext context, View view, ImmutableArray<NodeId> removed, IReadOnlyList<StandbyLink> links, ulong inherited)
    {
        var set = view.InSync.ToDictionary(static replica => replica.Node, static replica => replica.JournalId);
        foreach (var link in links)
        {
            if (!removed.Contains(link.Node) && !IsSilent(context, link) && IsCaughtUp(context, link, inherited) && !IsIn(context, set, link))
            {
                set[link.Node] = link.JournalId;
            }
        }

        foreach (var link in links.OrderBy(static link => link.ProgressMs))
        {
            if (set.ContainsKey(link.Node) && IsSilent(context, link) && context.Rules.MayShrink(set.Count, view.MinInSync))
            {
                set.Remove(link.Node);
            }
        }

        foreach (var node in removed)
        {
            if (set.ContainsKey(node) && context.Rules.MayShrink(set.Count, view.MinInSync))
            {
                set.Remove(node);
            }
        }

        return [.. set.Select(static entry => new InSyncReplica(entry.Key, entry.Value)).OrderBy(static replica => replica.Node.Number)];
    }

    private static bool IsIn(ReplicaContext context, Dictionary<NodeId, Guid> set, StandbyLink link) =>
        set.TryGetValue(link.Node, out var journalId) && context.Rules.IsSameJournal(journalId, link.JournalId);

    private static bool IsSilent(ReplicaContext context, StandbyLink link) =>
        context.NowMs - link.ProgressMs > context.Options.ReplicaTimeoutMs;

    private static bool IsCaughtUp(ReplicaContext context, StandbyLink link, ulong inherited) =>
        link.IsJoined && link.Acknowledged.Sequence >= context.Rules.RequiredToGrow(inherited, context.Committed.Sequence);
}
