namespace TpWallet.Server.Cluster.Status;

/// <summary>What a status means to whoever is called at night.</summary>
/// <param name="TakesPayments">Whether payments are taken now.</param>
/// <param name="Headline">Whether payments are taken, by whom, since when; if not, why.</param>
/// <param name="Warnings">What else is wrong, the worst first.</param>
/// <param name="Commands">What to type about it, if there is something.</param>
internal sealed record ClusterVerdict(bool TakesPayments, string Headline, IReadOnlyList<string> Warnings, IReadOnlyList<string> Commands);
