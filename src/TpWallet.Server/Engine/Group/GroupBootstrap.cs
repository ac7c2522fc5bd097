using System.Collections.Immutable;
using System.Globalization;
using TpWallet.Replication;
using TpWallet.Replication.Log;
using TpWallet.Replication.Views;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Engine.Group;

/// <summary>
/// The first view of a group. Only the member with the lowest number writes it, and only if it has never seen one and the store holds none: whoever
/// else finds an empty store waits. So a store that lost its content is never taken for a new group: the members that remember a view stop.
/// </summary>
internal static class GroupBootstrap
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);

    /// <summary>Writes the first view if that is this member's to do; tries again as long as the store doesn't answer.</summary>
    /// <param name="group">The group.</param>
    /// <param name="self">This member.</param>
    /// <param name="log">Its log.</param>
    /// <param name="store">The store.</param>
    /// <param name="lines">Takes a line for a person.</param>
    /// <param name="time">Measures how long the store has not answered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task RunAsync(GroupConfiguration group, NodeId self, ReplicaJournal log, IViewStore store, IProgress<string> lines,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var members = MembersOf(group);
        if (log.Recovered.HighestView is not null || members.Keys.First() != self.Number)
        {
            return;
        }

        var first = new View
        {
            Epoch = 1,
            Version = 1,
            Primary = self,
            InSync = [new InSyncReplica(self, log.JournalId)],
            MinInSync = group.MinInSync,
            Members = members,
        };
        var outage = new ViewStoreOutage(lines, time);
        while (true)
        {
            try
            {
                if (await store.ReadAsync(cancellationToken).ConfigureAwait(false) is not null)
                {
                    outage.Answered();
                    return;
                }

                var swap = await store.SwapAsync(null, first, cancellationToken).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (swap.Outcome == SwapOutcome.Unknown)
                {
                    outage.Failed(swap.Reason ?? "whether it took the first view is unknown");
                }
                else
                {
                    outage.Answered();
                }

                if (swap.Outcome == SwapOutcome.Succeeded)
                {
                    lines.Report($"a new group '{group.Name}': {self} wrote its first view");
                    return;
                }
            }
            catch (ViewStoreException exception)
            {
                outage.Failed(exception.Message);
            }

            await Task.Delay(Retry, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The members and where their clients find them.</summary>
    public static ImmutableSortedDictionary<ushort, string> MembersOf(GroupConfiguration group) => group.Members.ToImmutableSortedDictionary(
        static member => NodeId.TryParse(member.Key, out var node) ? node.Number
            : throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"group.members: '{member.Key}' is no member's name")),
        static member => member.Value.Clients);
}
