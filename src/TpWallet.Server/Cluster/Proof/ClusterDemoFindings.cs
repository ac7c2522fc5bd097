namespace TpWallet.Server.Cluster.Proof;

/// <summary>What was seen of a group under load, and found in it afterwards.</summary>
/// <param name="FailOvers">The kills, in their order.</param>
/// <param name="LoadTime">For how long payments were made.</param>
/// <param name="Failed">Requests that had no answer in time, whatever the client did.</param>
/// <param name="Members">Each member's journal.</param>
/// <param name="Difference">What differs between members; null: nothing.</param>
internal sealed record ClusterDemoFindings(
    IReadOnlyList<FailOver> FailOvers, TimeSpan LoadTime, int Failed, IReadOnlyList<MemberBooks> Members, string? Difference);
