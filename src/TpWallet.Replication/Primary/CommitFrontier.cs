using System.Collections.Immutable;
using TpWallet.Replication.Log;
using TpWallet.Replication.Views;

namespace TpWallet.Replication.Primary;

/// <summary>How far the log is held by everybody who must hold it (rule 5).</summary>
internal static class CommitFrontier
{
    /// <summary>
    /// The position through which this primary and every replica of every set that the store may hold have the log; the committed position when the
    /// set is too small to commit.
    /// </summary>
    public static LogPosition Of(ReplicaContext context, ViewKeeper views, IReadOnlyList<StandbyLink> links, in LogPosition own)
    {
        // A view of a newer epoch may be known a moment before this primary has stepped down: its set is none of this epoch's business.
        if (views.Known is not { View: var known } || known.Epoch != context.AcceptedEpoch || known.InSync.Length < known.MinInSync)
        {
            return context.Committed;
        }

        var frontier = Lowest(context, known.InSync, links, own);
        return context.Rules.CommitNeedsPendingSet && views.Pending is { Desired: var pending }
            ? Lowest(context, pending.InSync, links, frontier)
            : frontier;
    }

    /// <summary>All positions compared are of this log, so the one with the lowest sequence is contained in the others.</summary>
    private static LogPosition Lowest(
        ReplicaContext context, ImmutableArray<InSyncReplica> inSync, IReadOnlyList<StandbyLink> links, LogPosition lowest)
    {
        foreach (var replica in inSync)
        {
            if (replica.Node != context.Self && AcknowledgedBy(context, replica, links) is var acknowledged
                && acknowledged.Sequence < lowest.Sequence)
            {
                lowest = acknowledged;
            }
        }

        return lowest;
    }

    private static LogPosition AcknowledgedBy(ReplicaContext context, InSyncReplica replica, IReadOnlyList<StandbyLink> links)
    {
        foreach (var link in links)
        {
            if (link.Node == replica.Node)
            {
                return context.Rules.IsSameJournal(link.JournalId, replica.JournalId) ? link.Acknowledged : default;
            }
        }

        return default;
    }
}
