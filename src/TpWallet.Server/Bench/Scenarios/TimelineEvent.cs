namespace TpWallet.Server.Bench.Scenarios;

/// <summary>Something that happened to a switch under load.</summary>
/// <param name="Ms">When, milliseconds since the begin of the run.</param>
/// <param name="What">In a few words.</param>
internal sealed record TimelineEvent(long Ms, string What);
