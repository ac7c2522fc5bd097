namespace TpWallet.Server.Cluster.Status;

/// <summary>A member as the one that was asked sees it.</summary>
internal sealed record MemberStatus
{
    /// <summary>Its name.</summary>
    public required string Node { get; init; }

    /// <summary>What it says of itself; null: no answer.</summary>
    public MemberReport? Report { get; init; }

    /// <summary>If it gives no answer: when it was last heard; null: not since the asked member started.</summary>
    public DateTimeOffset? LastHeard { get; init; }

    public SyncState InSync { get; init; }

    /// <summary>Commands behind the primary's tail; null: not known.</summary>
    public ulong? Lag { get; init; }

    public LogAgreement Log { get; init; }

    /// <summary>The hash of its state, if it was asked for; null: not asked, or no answer.</summary>
    public HashAt? State { get; init; }

    /// <summary>If there is no hash of its state although it was asked for: why.</summary>
    public string? StateError { get; init; }
}
