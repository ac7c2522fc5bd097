using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Demo;

namespace TpWallet.Server.Cluster.Proof;

/// <summary>Reads the journals of all members of a group that doesn't run, and compares them.</summary>
internal static class GroupAudit
{
    /// <summary>Recovers every member's state, one after the other.</summary>
    /// <exception cref="CommandFailure">A journal is damaged, or can't be read.</exception>
    public static IReadOnlyList<MemberBooks> Read(ClusterPlan plan, CancellationToken cancellationToken) =>
        [.. Enumerable.Range(1, plan.Nodes).Select(number => new MemberBooks(number, BooksAudit.Read(plan.DataOf(number), cancellationToken)))];

    /// <summary>
    /// Compares what all members know to be committed: hashes at the end of the shortest log, where the chain stands for every byte before, and
    /// states of logs that end at the same command.
    /// </summary>
    /// <returns>What differs, in words; null: nothing does.</returns>
    public static string? FindDifference(ClusterPlan plan, IReadOnlyList<MemberBooks> members)
    {
        var shortest = members.MinBy(static member => member.Books.End.Sequence)!;
        foreach (var member in members)
        {
            var hash = member.Books.End.Sequence == shortest.Books.End.Sequence
                ? member.Books.End.Hash : HashAt(plan.DataOf(member.Number), shortest.Books.End.Sequence);
            if (hash != shortest.Books.End.Hash)
            {
                return $"the logs of {ClusterPlan.NameOf(shortest.Number)} and {ClusterPlan.NameOf(member.Number)} differ through sequence "
                    + $"{shortest.Books.End.Sequence}";
            }
        }

        var states = members.GroupBy(static member => member.Books.End.Sequence).FirstOrDefault(static same =>
            same.Select(static member => member.Books.StateHash).Distinct().Count() > 1);
        return states is null ? null : $"members have different states at sequence {states.Key}";
    }

    /// <summary>The hash of a longer log at a sequence; null: no batch ends there.</summary>
    private static Hash256? HashAt(string data, ulong sequence)
    {
        var search = new HashSearch(sequence);
        JournalReader.Read(new JournalReadOptions { Directory = Path.Combine(data, SwitchConfiguration.JournalFolder) }, search);
        return search.Hash;
    }

    private sealed class HashSearch(ulong sequence) : IBatchVisitor
    {
        public Hash256? Hash { get; private set; }

        public void OnBatch(in SealedBatchHeader header, ReadOnlySpan<Command> commands)
        {
            if (header.FirstSequence == sequence + 1)
            {
                Hash = header.PreviousHash;
            }
        }
    }
}
