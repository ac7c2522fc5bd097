namespace TpWallet.Server.Cluster.Proof;

/// <summary>How large a demonstration of a group is.</summary>
/// <param name="Seconds">For how long payments are made at least, 1 to 3,600; longer if a member needs longer to come back.</param>
/// <param name="Kills">How often the primary is killed.</param>
/// <param name="Rate">Requests in a second.</param>
/// <param name="Acquirers">Simulated acquirers, one connection each.</param>
/// <param name="Terminals">Terminals of each acquirer; each has one request in flight.</param>
/// <param name="Seed">Of accounts, amounts and the mix; not zero.</param>
/// <param name="TimelineFile">Where rate and latency over time are written; null: nowhere.</param>
internal sealed record ClusterDemoSettings(int Seconds, int Kills, int Rate, int Acquirers, int Terminals, ulong Seed, string? TimelineFile)
{
    /// <summary>Most requests under ids of their own: a group of this host remembers 2 million, and all are asked for again.</summary>
    public const int RequestsMax = 1_900_000;

    /// <summary>Requests that are due within <see cref="Seconds"/>.</summary>
    public long Requests => (long)Seconds * Rate;
}
