using TpWallet.Server.Bench.Scenarios;

namespace TpWallet.Server.CommandLine;

/// <summary>What <c>bench --scenario</c> says at its end.</summary>
internal static class ScenarioReport
{
    /// <summary>Writes the result: one line for the scenario, one a phase.</summary>
    /// <returns>The exit code: a reply that this load should not get is a failed check.</returns>
    public static int Write(CommandContext context, ScenarioMeasurement measured)
    {
        context.WriteResult(Json(measured), Text(measured));
        return measured.Errors == 0 ? ExitCodes.Success : ExitCodes.CheckFailed;
    }

    /// <summary>One phase as JSON.</summary>
    public static object Json(PhaseMeasurement phase) => new
    {
        name = phase.Phase.Name,
        measured = phase.Phase.Measured,
        seconds = phase.Phase.Seconds,
        connections = phase.Phase.Connections,
        window = phase.Phase.Window,
        loop = phase.Phase.Rate is null ? "closed" : "open",
        mix = phase.Phase.Mix,
        access = phase.Phase.Access,
        offeredPerS = Math.Round(phase.OfferedPerSecond),
        acknowledgedPerS = Math.Round(phase.AcknowledgedPerSecond),
        p50Us = phase.Counts.Latency.PercentileUs(50),
        p90Us = phase.Counts.Latency.PercentileUs(90),
        p99Us = phase.Counts.Latency.PercentileUs(99),
        p99_9Us = phase.Counts.Latency.PercentileUs(99.9),
        p99_99Us = phase.Counts.Latency.PercentileUs(99.99),
        maxUs = phase.Counts.Latency.MaxUs,
        declined = phase.Counts.Declined,
        replayed = phase.Counts.Replayed,
        errors = phase.Counts.Errors,
        results = phase.Counts.ByCode,
        switchCpuCores = phase.Switch.CpuCores,
        commandsPerBatch = phase.Switch.CommandsPerBatch,
        allocatedBytesPerCommand = phase.Switch.AllocatedBytesPerCommand,
    };

    private static object Json(ScenarioMeasurement measured) => new
    {
        scenario = measured.Scenario.Name,
        durability = measured.Durability,
        accounts = measured.Scenario.Accounts,
        seed = measured.Scenario.Seed,
        clientCpuCores = measured.ClientCpuCores,
        longestSilenceMs = measured.Timeline.LongestSilenceMs,
        errors = measured.Errors,
        phases = measured.Phases.Select(Json),
    };

    private static string Text(ScenarioMeasurement measured)
    {
        var lines = new List<string>
        {
            measured.Scenario.Description,
            $"look at: {measured.Scenario.LookAt}",
        };
        lines.AddRange(measured.Phases.Select(static phase => phase.Phase.Connections == 0
            ? $"{phase.Phase.Name}: nothing sent for {phase.Phase.Seconds} s"
            : $"{phase.Phase.Name}: {phase.AcknowledgedPerSecond:N0} acknowledged/s of {phase.OfferedPerSecond:N0} offered/s; "
                + $"p50 {phase.Counts.Latency.PercentileUs(50):N1}, p99 {phase.Counts.Latency.PercentileUs(99):N1}, "
                + $"p99.9 {phase.Counts.Latency.PercentileUs(99.9):N1}, max {phase.Counts.Latency.MaxUs:N1} us; "
                + $"{phase.Counts.Errors:N0} errors; switch {phase.Switch.CpuCores} cores, {phase.Switch.CommandsPerBatch:N0} commands a batch"));
        lines.Add($"durability {Choices.Name(measured.Durability)}, load generator {measured.ClientCpuCores} cores");
        return string.Join(Environment.NewLine, lines);
    }
}
