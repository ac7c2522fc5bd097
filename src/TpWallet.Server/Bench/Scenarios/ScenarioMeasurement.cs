using TpWallet.Protocol.Binary;

namespace TpWallet.Server.Bench.Scenarios;

/// <summary>What a scenario measured.</summary>
/// <param name="Scenario">What was done.</param>
/// <param name="Phases">In their order.</param>
/// <param name="Timeline">All of it, interval by interval; an event where a phase begins.</param>
/// <param name="Durability">What the switch said at sign-on.</param>
/// <param name="ClientCpuCores">Cores that the load generator itself used, mean.</param>
internal sealed record ScenarioMeasurement(
    Scenario Scenario, IReadOnlyList<PhaseMeasurement> Phases, Timeline Timeline, Durability Durability, double ClientCpuCores)
{
    /// <summary>The phases that count.</summary>
    public IEnumerable<PhaseMeasurement> Measured =>
        Phases.Where(static phase => phase.Phase is { Measured: true, Connections: > 0 });

    /// <summary>Replies that this load should not get.</summary>
    public long Errors => Phases.Sum(static phase => phase.Counts.Errors);
}
