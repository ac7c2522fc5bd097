using System.Runtime.InteropServices;
using TpWallet.Server.Bench;
using TpWallet.Server.Measurement;

namespace TpWallet.Server.CommandLine;

/// <summary>What <c>bench</c> says at its end.</summary>
internal static class BenchReport
{
    /// <summary>Writes the result.</summary>
    /// <returns>The exit code: a reply that this load should not get is a failed check.</returns>
    public static int Write(CommandContext context, BenchPlan plan, string target, BenchMeasurement measured, SwitchInterval? server)
    {
        if (measured.Window < plan.Window)
        {
            context.Warn($"the switch granted a window of {measured.Window} instead of {plan.Window}");
        }

        context.WriteResult(Json(plan, target, measured, server), Text(plan, measured, server));
        return measured.Counts.Errors == 0 ? ExitCodes.Success : ExitCodes.CheckFailed;
    }

    private static object Json(BenchPlan plan, string target, BenchMeasurement measured, SwitchInterval? server)
    {
        var counts = measured.Counts;
        return new
        {
            target,
            acknowledgedPerS = Math.Round(counts.Acknowledged / plan.Duration.TotalSeconds),
            offeredPerS = Math.Round(measured.OfferedPerSecond),
            p50Us = counts.Latency.PercentileUs(50),
            p90Us = counts.Latency.PercentileUs(90),
            p99Us = counts.Latency.PercentileUs(99),
            p99_9Us = counts.Latency.PercentileUs(99.9),
            p99_99Us = counts.Latency.PercentileUs(99.99),
            maxUs = counts.Latency.MaxUs,
            sendLatenessUs = LatenessJson(counts.Lateness),
            acknowledged = counts.Acknowledged,
            declined = counts.Declined,
            replayed = counts.Replayed,
            errors = counts.Errors,
            results = counts.ByCode,
            durability = measured.Durability,
            connections = plan.Connections,
            window = plan.Window,
            windowGranted = measured.Window,
            loop = plan.RatePerSecond > 0 ? "open" : "closed",
            mix = plan.Mix,
            accounts = plan.Wallets,
            seconds = plan.Duration.TotalSeconds,
            warmupSeconds = plan.Warmup.TotalSeconds,
            seed = plan.Seed,
            clientCpuCores = measured.ClientCpuCores,
            switchCpuCores = server?.CpuCores,
            allocatedBytesPerCommand = server?.AllocatedBytesPerCommand,
            commandsPerBatch = server?.CommandsPerBatch,
            failOvers = measured.FailOvers?.FailOvers,
            sessionsLost = measured.FailOvers?.SessionsLost,
            longestGapMs = measured.FailOvers?.LongestGapMs,
            timeline = measured.Timeline,
            machine = Machine(),
        };
    }

    private static object? LatenessJson(LatencyHistogram? lateness) => lateness is null ? null : new
    {
        p50 = lateness.PercentileUs(50),
        p99 = lateness.PercentileUs(99),
        p99_9 = lateness.PercentileUs(99.9),
        max = lateness.MaxUs,
    };

    private static string Text(BenchPlan plan, BenchMeasurement measured, SwitchInterval? server)
    {
        var counts = measured.Counts;
        var latency = counts.Latency;
        var since = plan.RatePerSecond > 0 ? "from when each request was due" : "from when each request was sent";
        var lines = new List<string>
        {
            $"{counts.Acknowledged / plan.Duration.TotalSeconds:N0} acknowledged/s of {measured.OfferedPerSecond:N0} offered/s,"
            + $" durability {Choices.Name(measured.Durability)}, {plan.Connections} connections with window {measured.Window}, mix "
                + $"{Choices.Name(plan.Mix)}",
            $"latency {since}: p50 {Us(50)}, p90 {Us(90)}, p99 {Us(99)}, p99.9 {Us(99.9)}, p99.99 {Us(99.99)}, max {latency.MaxUs:N1} us",
            $"{counts.Acknowledged:N0} answered in {plan.Duration.TotalSeconds} s: {counts.Declined:N0} declined, {counts.Replayed:N0} replayed,"
            + $" {counts.Errors:N0} errors ({string.Join(", ", counts.ByCode.Select(static code => $"{code.Key} {code.Value:N0}"))})",
        };
        if (counts.Lateness is { } lateness)
        {
            lines.Add($"of it the load generator's own: requests were sent late by p50 {lateness.PercentileUs(50):N1} us,"
                + $" p99 {lateness.PercentileUs(99):N1} us, p99.9 {lateness.PercentileUs(99.9):N1} us");
        }

        if (server is { Seconds: > 0 })
        {
            lines.Add($"switch: {server.CpuCores} cores, {server.CommandsPerBatch:N0} commands a batch,"
                + $" {server.AllocatedBytesPerCommand} bytes allocated a command; load generator: {measured.ClientCpuCores} cores");
        }

        if (measured.FailOvers is { } log)
        {
            lines.Add($"the primary changed {log.FailOvers} times, {log.SessionsLost} sessions were lost and taken up again;"
                + $" longest time without an answer {log.LongestGapMs:N1} ms");
        }

        lines.Add(Machine());
        return string.Join(Environment.NewLine, lines);

        string Us(double percent) => $"{latency.PercentileUs(percent):N1} us";
    }

    private static string Machine() =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}";
}
