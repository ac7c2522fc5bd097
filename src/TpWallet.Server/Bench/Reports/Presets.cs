using TpWallet.Server.Bench.Reports.Parts;
using TpWallet.Server.Bench.Scenarios;

namespace TpWallet.Server.Bench.Reports;

/// <summary>The measurements that have names, and the targets that they are held against.</summary>
internal static class Presets
{
    /// <summary>Stands for all of <see cref="All"/> but those that only look for a limit.</summary>
    public const string Targets = "targets";

    private const double WarmupSeconds = 3;
    private const double ClosedPerSecond = 1_500_000;
    private const double SinglePerSecond = 35_000;
    private const double OpenRate = 25_000;
    private static readonly double[] LoadShares = [0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 1.0, 1.1];

    /// <summary>Every preset.</summary>
    public static readonly IReadOnlyList<Preset> All =
    [
        new("8x1024", "8 connections, each with 1,024 unanswered authorizations", static (name, run, cancellationToken) => ClosedAsync(
            name, "As much as possible at once: durable writes shared by thousands.", 8, 1_024, ClosedPerSecond, run, cancellationToken)),
        new("64x1", "64 connections, each with one unanswered authorization", static (name, run, cancellationToken) => ClosedAsync(
            name, "Clients that wait for each answer: latency decides the rate.", 64, 1, SinglePerSecond, run, cancellationToken)),
        new("open25k", "25,000 a second over 64 connections, on time whether or not the switch keeps up", OpenAsync),
        new("core10m", "the core alone with ten million accounts", CorePart.MeasureAsync),
        new("start-up", "an empty switch until its first answer", StartUpPart.MeasureAsync),
        new("memory", "resident memory with ten million accounts", MemoryPart.MeasureAsync),
        new("sustained", "ten minutes of the life of payments with history on", SustainedAsync),
        new("saturation", "latency against the offered load, up to more than the switch can do", SaturationAsync),
    ];

    /// <summary>The presets that a name stands for; none when it isn't known.</summary>
    public static IEnumerable<Preset> Of(string name) =>
        All.Where(preset => preset.Name == name || (name == Targets && preset.Name != "saturation"));

    private static async Task<ReportPart> ClosedAsync(
        string name, string description, int connections, int window, double target, PresetRun run, CancellationToken cancellationToken)
    {
        var load = new Phase { Name = name, Connections = connections, Window = window, Seconds = run.Seconds ?? 10 };
        var measured = await MeasureAsync(name, description, "'acknowledged/s', and that it is even over time.", run, cancellationToken,
            load with { Name = "warm-up", Seconds = WarmupSeconds, Measured = false }, load).ConfigureAwait(false);
        var perSecond = Math.Round(measured.Phases[^1].AcknowledgedPerSecond);
        return ScenarioPart.Of(measured, [new Figure($"{name}, closed loop", "authorizations/s", perSecond, target)]);
    }

    private static async Task<ReportPart> OpenAsync(string name, PresetRun run, CancellationToken cancellationToken)
    {
        var load = new Phase { Name = name, Connections = 64, Window = 16, Rate = OpenRate, Seconds = run.Seconds ?? 10 };
        var measured = await MeasureAsync(name, "An even rate, latency from when each request was due.",
            "the percentiles against their targets.", run, cancellationToken,
            load with { Name = "warm-up", Seconds = WarmupSeconds, Measured = false }, load).ConfigureAwait(false);
        var latency = measured.Phases[^1].Counts.Latency;
        Figure Percentile(double percent, double targetMs) =>
            new($"25,000/s open loop, p{percent}", "ms", Math.Round(latency.PercentileNs(percent) / 1e6, 3), targetMs, AtLeast: false);
        return ScenarioPart.Of(measured, [Percentile(50, 1), Percentile(99, 4), Percentile(99.9, 15)]);
    }

    private static async Task<ReportPart> SustainedAsync(string name, PresetRun run, CancellationToken cancellationToken)
    {
        var load = new Phase { Name = name, Connections = 8, Window = 1_024, Mix = Mix.Lifecycle, Seconds = run.Seconds ?? 600 };
        var scenario = ScenarioOf(name, "What can be kept up: authorizations that are captured or voided, repeats, inquiries, with history, "
            + "snapshots and releases of journal segments.", "dips in the rate, and what they coincide with.",
            load with { Name = "warm-up", Seconds = WarmupSeconds, Measured = false }, load) with
        { History = true };
        var measured = await new ScenarioRun(scenario, run.Progress).MeasureAsync(run.Configuration, cancellationToken).ConfigureAwait(false);
        return ScenarioPart.Of(measured,
            [new Figure("8x1024, life cycle with history, sustained", "commands/s", Math.Round(measured.Phases[^1].AcknowledgedPerSecond))]);
    }

    /// <summary>First the closed loop, which says how much there is; then shares of it on time.</summary>
    private static async Task<ReportPart> SaturationAsync(string name, PresetRun run, CancellationToken cancellationToken)
    {
        var load = new Phase { Name = "closed loop", Connections = 64, Window = 256, Seconds = run.Seconds ?? 5 };
        var full = await MeasureAsync(name, "As much as possible.", "the rate.", run, cancellationToken,
            load with { Name = "warm-up", Seconds = WarmupSeconds, Measured = false }, load).ConfigureAwait(false);
        var perSecond = full.Phases[^1].AcknowledgedPerSecond;
        var phases = LoadShares.Select(share => load with { Name = $"{100 * share:N0} %", Rate = Math.Max(1, Math.Round(share * perSecond)) });
        var measured = await MeasureAsync(name, $"Shares of what a closed loop over 64 x 256 reached just before, {perSecond:N0}/s, each on time.",
            "where the latency rises; beyond saturation it grows for as long as the load lasts.", run, cancellationToken,
            [phases.First() with { Name = "warm-up", Seconds = WarmupSeconds, Measured = false }, .. phases]).ConfigureAwait(false);
        return ScenarioPart.Of(measured, [new Figure("64x256, closed loop", "authorizations/s", Math.Round(perSecond))]);
    }

    private static Task<ScenarioMeasurement> MeasureAsync(string name, string description, string lookAt, PresetRun run,
        CancellationToken cancellationToken, params Phase[] phases) =>
        new ScenarioRun(ScenarioOf(name, description, lookAt, phases), run.Progress).MeasureAsync(run.Configuration, cancellationToken);

    private static Scenario ScenarioOf(string name, string description, string lookAt, params Phase[] phases)
    {
        var scenario = new Scenario { Name = name, Description = description, LookAt = lookAt, Phases = phases };
        ScenarioFile.Check(scenario);
        return scenario;
    }
}
