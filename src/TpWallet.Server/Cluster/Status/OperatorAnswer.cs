namespace TpWallet.Server.Cluster.Status;

/// <summary>What a member answers; the parts that weren't asked for are null.</summary>
internal sealed record OperatorAnswer
{
    /// <summary>Why there is no other answer.</summary>
    public string? Error { get; init; }

    /// <summary>How it is.</summary>
    public MemberReport? Report { get; init; }

    /// <summary>A hash of its log or its state.</summary>
    public HashAt? Hash { get; init; }

    /// <summary>What was done, for a person.</summary>
    public string? Done { get; init; }
}
