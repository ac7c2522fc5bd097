using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using TpWallet.Server.Bench;
using TpWallet.Server.Bench.Reports;
using TpWallet.Server.Bench.Reports.Parts;
using TpWallet.Server.Bench.Reports.Peers;
using TpWallet.Server.Bench.Scenarios;
using TpWallet.Server.Configuration;
using TpWallet.Server.Embedded;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet bench report</c>: measures, and writes a folder that anyone can check.</summary>
internal static partial class BenchReportCommand
{
    private static readonly Option<string> Name = new("--name")
    {
        Description = "Of the report's folder: small letters, digits, hyphens",
        HelpName = "NAME",
        Required = true,
    };

    private static readonly Option<string[]> PresetNames = new("--preset")
    {
        Description = "What to measure; may be given several times: "
            + string.Concat(Presets.All.Select(static preset => $"{preset.Name}: {preset.Description}; ")) + $"{Presets.Targets}: all but the last",
        HelpName = "PRESET",
    };

    private static readonly Option<string[]> Scenarios = new("--scenario") { Description = "Scenarios to go through", HelpName = "FILE" };

    private static readonly Option<string[]> Timelines = new("--timeline")
    {
        Description = "Timelines that another program measured, as of a fail-over: JSON with intervalMs, points (ms, acknowledged, worstMs) "
            + "and events (ms, what)",
        HelpName = "FILE",
    };

    private static readonly Option<string> PeersOption = new("--peers")
    {
        Description = "What benchmarks/peers/run.sh measured",
        HelpName = "FILE",
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "Where reports stand",
        HelpName = "DIR",
        DefaultValueFactory = static _ => "perf-reports",
    };

    private static readonly Option<double?> Seconds = Numbers.Optional(
        "--seconds", "Measured interval of every preset that measures for a time, instead of its own", 0.1, 3_600);

    private static readonly Option<double> Settle = Numbers.Option(
        "--settle", "Pause between measurements, seconds: the system is still busy with what the last one left", 10.0, 0, 600);

    private static readonly Option<string> Expected = new("--expected")
    {
        Description = "What you expect to find, written down before it is measured",
        HelpName = "TEXT",
        DefaultValueFactory = static _ => "",
    };

    private static readonly Option<string> MadeBy = new("--made-by")
    {
        Description = "The command that makes the report again, when it isn't this one",
        HelpName = "COMMAND",
    };

    private static readonly Option<string> Config = new("--config") { Description = "Configuration file of the switches", HelpName = "FILE" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("report", "Measure, and write a folder with machine, commit, command, tables, plots and raw histograms. "
            + "Ends with 1 if a measurement failed; a missed target is no failure, and is told.")
        {
            Name, PresetNames, Scenarios, Timelines, PeersOption, Output, Seconds, Settle, Expected, MadeBy, Config,
        };
        CommandContext.SetAction(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Get(Name)!;
        var root = context.Get(Output)!;
        var folder = Path.Combine(root, name);
        Require(NamePattern().IsMatch(name), $"--name must be small letters, digits and hyphens, not '{name}'");
        Require(!Path.Exists(folder), $"{folder} exists: a report is never overwritten; give another --name, or delete it");
        try
        {
            // Everything that can be wrong is read before anything is measured.
            var measurements = Measurements(context).ToList();
            Require(measurements.Count > 0, "nothing to report: give --preset, --scenario, --timeline or --peers");
            Require(measurements.Select(static measurement => measurement.Name).Distinct().Count() == measurements.Count,
                "two measurements have the same name");
            var report = await MeasureAsync(context, name, measurements, cancellationToken).ConfigureAwait(false);
            ReportFolder.Write(root, report);
            ReportIndex.Update(root);
            return Tell(context, folder, report);
        }
        catch (ConfigurationException exception)
        {
            throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
        }
    }

    private static async Task<Report> MeasureAsync(CommandContext context, string name,
        List<(string Name, Func<PresetRun, CancellationToken, Task<ReportPart>> MeasureAsync)> measurements, CancellationToken cancellationToken)
    {
        var run = new PresetRun(context.Get(Seconds), SwitchConfigurationFile.Load(context.Get(Config)), context.Progress);
        var settle = TimeSpan.FromSeconds(context.Get(Settle));
        var time = TimeProvider.System.GetUtcNow();
        context.Progress("looking at the machine");
        using var folder = new DataFolder(named: null);
        var machine = Machine.Inspect(Directory.CreateDirectory(folder.Path).FullName);
        var parts = new List<ReportPart>();
        foreach (var measurement in measurements)
        {
            if (parts.Count > 0)
            {
                context.Progress($"letting the machine settle for {settle.TotalSeconds} s");
                await Task.Delay(settle, cancellationToken).ConfigureAwait(false);
            }

            context.Progress($"{measurement.Name}: {parts.Count + 1} of {measurements.Count}");
            try
            {
                parts.Add(await measurement.MeasureAsync(run, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is LoadException or CommandFailure)
            {
                // The others are worth having; the report says that this one is missing, and why.
                parts.Add(new ReportPart(measurement.Name) { Failure = exception.Message });
            }
        }

        return new Report(name, time, machine, context.Get(MadeBy) ?? context.CommandLine, parts, context.Get(Expected)!);
    }

    private static IEnumerable<(string Name, Func<PresetRun, CancellationToken, Task<ReportPart>> MeasureAsync)> Measurements(CommandContext context)
    {
        foreach (var name in context.Get(PresetNames) ?? [])
        {
            var presets = Presets.Of(name).ToList();
            Require(presets.Count > 0, $"--preset must be {Presets.Targets} or one of "
                + $"{string.Join(", ", Presets.All.Select(static preset => preset.Name))}, not '{name}'");
            foreach (var preset in presets)
            {
                yield return (preset.Name, (run, cancellation) => preset.MeasureAsync(preset.Name, run, cancellation));
            }
        }

        foreach (var scenario in (context.Get(Scenarios) ?? []).Select(ScenarioFile.Load))
        {
            yield return (scenario.Name, async (run, cancellation) => ScenarioPart.Of(
                await new ScenarioRun(scenario, run.Progress).MeasureAsync(run.Configuration, cancellation).ConfigureAwait(false), []));
        }

        foreach (var file in context.Get(Timelines) ?? [])
        {
            var part = TimelinePart.Of(Path.GetFileNameWithoutExtension(file), Timeline.Load(file));
            yield return (part.Name, (_, _) => Task.FromResult(part));
        }

        if (context.Get(PeersOption) is { } peers)
        {
            var part = PeersPart.Of(PeerFile.Load(peers));
            yield return (part.Name, (_, _) => Task.FromResult(part));
        }
    }

    private static int Tell(CommandContext context, string folder, Report report)
    {
        var lines = report.Figures.Select(static figure => $"{figure.Name}: {figure.MeasuredText}, target {figure.TargetText}"
            + $"{(figure.Target is null ? "" : $", met: {figure.Verdict.Replace("**", "", StringComparison.Ordinal)}")}")
            .Concat(report.Failures.Select(static failure => $"failed: {failure}"))
            .Append(string.Create(CultureInfo.InvariantCulture, $"written to {folder}; its sections 'Expected' and 'Found' wait for your words"));
        context.WriteResult(
            new { report = folder, figures = report.Figures, failures = report.Failures }, string.Join(Environment.NewLine, lines));
        return report.Failures.Count == 0 ? ExitCodes.Success : ExitCodes.CheckFailed;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new CommandFailure(ExitCodes.Usage, message);
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}$")]
    private static partial Regex NamePattern();
}
