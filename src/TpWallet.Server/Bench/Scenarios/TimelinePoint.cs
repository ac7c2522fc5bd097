namespace TpWallet.Server.Bench.Scenarios;

/// <summary>One interval of a <see cref="Timeline"/>.</summary>
/// <param name="Ms">Its begin, milliseconds since the begin of the run.</param>
/// <param name="Acknowledged">Answers within it.</param>
/// <param name="WorstMs">The longest latency of those, milliseconds; 0 when there are none.</param>
internal readonly record struct TimelinePoint(long Ms, long Acknowledged, double WorstMs);
