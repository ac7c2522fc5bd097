using TpWallet.Protocol.Binary;
using TpWallet.Server.Bench.Scenarios;

namespace TpWallet.Server.Bench;

/// <summary>What a run of the load generator measured.</summary>
/// <param name="Counts">Of all sessions together.</param>
/// <param name="OfferedPerSecond">Requests that were due, or sent in a closed loop, a second.</param>
/// <param name="Window">The smallest window that a session was granted.</param>
/// <param name="Durability">What the switch said at sign-on.</param>
/// <param name="MeasureTicks">Begin of the measured interval, ticks of the stopwatch.</param>
/// <param name="EndTicks">Its end.</param>
/// <param name="ClientCpuCores">Cores that the load generator itself used, mean.</param>
internal sealed record BenchMeasurement(
    LoadCounts Counts, double OfferedPerSecond, int Window, Durability Durability, long MeasureTicks, long EndTicks, double ClientCpuCores)
{
    /// <summary>What the load met while the primary of a group changed; null: the switch was alone.</summary>
    public FailOverLog? FailOvers { get; init; }

    /// <summary>How the run went; null: not asked for.</summary>
    public Timeline? Timeline { get; init; }

    /// <summary>Adds up the sessions of a run.</summary>
    public static BenchMeasurement Of(BenchPlan plan, IReadOnlyList<LoadConnection> connections, Schedule schedule, double clientCpuCores)
    {
        var counts = new LoadCounts();
        foreach (var connection in connections)
        {
            counts.Add(connection.Counts);
        }

        var offered = schedule.IsOpenLoop ? plan.RatePerSecond : counts.Sent / plan.Duration.TotalSeconds;
        return new BenchMeasurement(
            counts,
            offered,
            connections.Min(static connection => connection.Window),
            connections[0].Session.Durability,
            schedule.MeasureTicks,
            schedule.EndTicks,
            clientCpuCores);
    }
}
