namespace TpWallet.Server.Cluster.Proof;

/// <summary>What a member's journal holds, as JSON.</summary>
internal sealed record ClusterDemoMember
{
    public required string Node { get; init; }

    public required ulong Sequence { get; init; }

    public required string LogHash { get; init; }

    public required string StateHash { get; init; }

    public required bool BooksBalance { get; init; }

    /// <summary>Sums up what was read.</summary>
    public static ClusterDemoMember Of(MemberBooks member) => new()
    {
        Node = ClusterPlan.NameOf(member.Number),
        Sequence = member.Books.End.Sequence,
        LogHash = member.Books.End.Hash.ToString(),
        StateHash = member.Books.StateHash,
        BooksBalance = member.Books.Balance,
    };
}
