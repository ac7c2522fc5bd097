namespace TpWallet.Server.Cluster.Status;

/// <summary>How a group is, as one of its members found out.</summary>
internal sealed record ClusterStatus
{
    /// <summary>The group's name.</summary>
    public required string Group { get; init; }

    /// <summary>The member that asked the others; null: none runs here, and only the view store was read.</summary>
    public string? Asked { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The newest view that anybody knows; null: none.</summary>
    public ViewReport? View { get; init; }

    /// <summary>All members, by number.</summary>
    public required IReadOnlyList<MemberStatus> Members { get; init; }

    /// <summary>What that means.</summary>
    public ClusterVerdict Verdict { get; init; } = new(false, "", [], []);
}
