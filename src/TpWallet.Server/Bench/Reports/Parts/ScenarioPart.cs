using TpWallet.Server.Bench.Reports.Charts;
using TpWallet.Server.Bench.Scenarios;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Measurement;

namespace TpWallet.Server.Bench.Reports.Parts;

/// <summary>
/// What a scenario measured: a table, percentiles, the run over time, and latency against the offered load when several were offered.
/// </summary>
internal static class ScenarioPart
{
    private const int StepsADecade = 16;
    private const int NinesMax = 5;
    private const int LoadsForACurve = 3;

    /// <summary>Makes the part.</summary>
    /// <param name="measured">What was measured.</param>
    /// <param name="figures">The numbers that it stands for.</param>
    public static ReportPart Of(ScenarioMeasurement measured, IReadOnlyList<Figure> figures)
    {
        var scenario = measured.Scenario;
        return new ReportPart(scenario.Name)
        {
            Text =
            [
                scenario.Description,
                "",
                $"Look at: {scenario.LookAt}",
                "",
                $"{scenario.Accounts:N0} accounts, seed {scenario.Seed}, durability {Choices.Name(measured.Durability)}, history "
                    + $"{(scenario.History ? "on" : "off")}; the load generator used {measured.ClientCpuCores} of the same cores.",
                "",
                "| phase | load | offered/s | acknowledged/s | p50 | p99 | p99.9 | p99.99 | worst | errors | switch's cores | commands a batch |",
                "|---|---|---|---|---|---|---|---|---|---|---|---|",
                .. measured.Phases.Where(static phase => phase.Phase.Connections > 0).Select(Row),
            ],
            Figures = figures,
            Charts = [.. Charts(measured)],
            Raw = CommandContext.ToJson(Raw(measured)),
            Failure = measured.Errors == 0 ? null : $"{measured.Errors:N0} replies were errors; raw/{scenario.Name}.json says which",
        };
    }

    private static string Row(PhaseMeasurement phase)
    {
        var latency = phase.Counts.Latency;
        return $"| {phase.Phase.Name} | {phase.Phase.Connections} x {phase.Phase.Window}, {Choices.Name(phase.Phase.Mix)}, "
            + $"{Choices.Name(phase.Phase.Access)} | {phase.OfferedPerSecond:N0} | {phase.AcknowledgedPerSecond:N0} | {Ms(latency.PercentileNs(50))} "
            + $"| {Ms(latency.PercentileNs(99))} | {Ms(latency.PercentileNs(99.9))} | {Ms(latency.PercentileNs(99.99))} | {Ms(latency.MaxNs)} "
            + $"| {phase.Counts.Errors:N0} | {phase.Switch.CpuCores} | {phase.Switch.CommandsPerBatch:N0} |";
    }

    private static string Ms(long ns) => $"{ns / 1e6:N2} ms";

    private static IEnumerable<(string Name, string Svg)> Charts(ScenarioMeasurement measured)
    {
        var phases = measured.Measured.Where(static phase => phase.Counts.Latency.Count > 0).ToList();
        if (phases.Count > 0)
        {
            yield return ("latency", Percentiles(measured.Scenario.Name, phases));
        }

        foreach (var chart in TimelinePart.Charts(measured.Scenario.Name, measured.Timeline))
        {
            yield return chart;
        }

        var loads = phases.Where(static phase => phase.Phase.Rate is not null).OrderBy(static phase => phase.OfferedPerSecond).ToList();
        if (loads.Count >= LoadsForACurve)
        {
            yield return ("latency against load", AgainstLoad(measured.Scenario.Name, loads));
        }
    }

    private static string Percentiles(string name, List<PhaseMeasurement> phases)
    {
        var nines = Math.Clamp((int)Math.Log10(phases.Max(static phase => phase.Counts.Latency.Count)), 1, NinesMax);
        var least = Math.Max(1, phases.Min(static phase => phase.Counts.Latency.PercentileUs(1)));
        var chart = new LineChart($"{name}: latency by percentile", Axis.Percentiles(nines),
            Axis.Logarithmic("latency, us", least, phases.Max(static phase => phase.Counts.Latency.MaxNs) / 1e3));
        foreach (var phase in phases.Take(Drawing.Colors.Count))
        {
            chart.Add(new Series(phase.Phase.Name,
            [
                .. Enumerable.Range(1, nines * StepsADecade).Select(static step => Math.Pow(10, (double)step / StepsADecade))
                    .Select(place => (place, phase.Counts.Latency.PercentileUs(100 - (100 / place)))),
            ]));
        }

        return chart.ToSvg();
    }

    private static string AgainstLoad(string name, List<PhaseMeasurement> loads)
    {
        var chart = new LineChart($"{name}: latency against offered load", Axis.Linear("offered requests/s", loads[^1].OfferedPerSecond),
            Axis.Logarithmic("latency, us", loads.Min(static load => Math.Max(1, load.Counts.Latency.PercentileUs(50))),
                loads.Max(static load => load.Counts.Latency.PercentileUs(99.9))));
        foreach (var (percent, title) in new[] { (50.0, "p50"), (99.0, "p99"), (99.9, "p99.9") })
        {
            chart.Add(new Series(title, [.. loads.Select(load => (load.OfferedPerSecond, load.Counts.Latency.PercentileUs(percent)))]));
        }

        return chart.ToSvg();
    }

    private static object Raw(ScenarioMeasurement measured) => new
    {
        scenario = measured.Scenario,
        durability = measured.Durability,
        clientCpuCores = measured.ClientCpuCores,
        phases = measured.Phases.Select(static phase => new { result = ScenarioReport.Json(phase), latencyNs = Histogram(phase.Counts.Latency) }),
        timeline = measured.Timeline,
    };

    /// <summary>Pairs of a bucket's highest latency, nanoseconds, and its count.</summary>
    private static IEnumerable<long[]> Histogram(LatencyHistogram latency) =>
        latency.Buckets().Select(static bucket => new[] { bucket.HighestNs, bucket.Count });
}
