using System.Diagnostics;
using System.Security.Cryptography;
using TpWallet.Protocol.Binary;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Embedded;

namespace TpWallet.Server.Bench.Scenarios;

/// <summary>Starts a switch sized for a scenario, sends it through the phases, and measures.</summary>
internal sealed class ScenarioRun(Scenario scenario, Action<string> progress)
{
    private const int IntervalMs = 100;

    // What comes after the last phase is answers to what was due in it.
    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(IntervalMs);
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(100);

    /// <summary>The switch's configuration: tables, ring and windows that the scenario fits into.</summary>
    /// <param name="configuration">What it is made of.</param>
    /// <exception cref="ConfigurationException">The two don't go together.</exception>
    public SwitchConfiguration Fit(SwitchConfiguration configuration)
    {
        var requests = scenario.Phases.Where(static phase => phase.Connections > 0)
            .Sum(static phase => phase.Seconds * (phase.Rate ?? BenchPlan.AssumedRatePerSecond));

        // One more than there are: slots that no session may have are the switch's own.
        var fitted = new BenchPlan(
            scenario.Phases.Sum(static phase => phase.Connections) + 1,
            scenario.Phases.Max(static phase => phase.Window),
            Math.Max(1, requests / scenario.Duration.TotalSeconds),
            scenario.Accounts,
            TimeSpan.Zero,
            scenario.Duration,
            scenario.Phases.Any(static phase => phase.Mix == Mix.Authorize) ? Mix.Authorize : Mix.Lifecycle,
            scenario.Seed)
            .Fit(configuration with
            {
                Durability = scenario.Durability,
                History = configuration.History with { Enabled = scenario.History },
                Snapshots = configuration.Snapshots with { OnShutdown = false },
            });
        SwitchConfigurationCheck.Check(fitted);
        return fitted;
    }

    /// <summary>Runs the scenario on a fresh folder, which is deleted afterwards.</summary>
    /// <exception cref="LoadException">A session could not be opened or broke, or replies are missing at the end.</exception>
    public async Task<ScenarioMeasurement> MeasureAsync(SwitchConfiguration configuration, CancellationToken cancellationToken)
    {
        using var folder = new DataFolder(named: null);
        var fitted = Fit(configuration) with { Data = folder.Path };
        var child = await SwitchProcess.StartAsync(fitted, cancellationToken, scenario.SlowDisk?.ToFault(), progress).ConfigureAwait(false);
        await using (child.ConfigureAwait(false))
        {
            var plan = new BenchPlan(1, 1, 0, scenario.Accounts, TimeSpan.Zero, scenario.Duration, Mix.Authorize, scenario.Seed);
            await new BenchRun(plan, SwitchTarget.Of(child.Ready.Endpoint), progress).SetUpAsync(cancellationToken).ConfigureAwait(false);
            return await MeasureAsync(child, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ScenarioMeasurement> MeasureAsync(SwitchProcess child, CancellationToken cancellationToken)
    {
        // Payments of different phases never share a request id.
        var runs = scenario.Phases.Select(phase => new PhaseRun(
            scenario, phase, child.Ready.Endpoint, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))))).ToList();
        try
        {
            await runs[0].OpenAsync(cancellationToken).ConfigureAwait(false);
            return await MeasureAsync(child, runs, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            runs.ForEach(static run => run.Dispose());
        }
    }

    private async Task<ScenarioMeasurement> MeasureAsync(SwitchProcess child, List<PhaseRun> runs, CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = Stopwatch.GetTimestamp() + Ticks(Lead);
        IntervalCounts NewIntervals() => new(start, scenario.Duration + Tail, Interval);
        var intervals = NewIntervals();
        using var cpu = new CpuMeter(start);
        var (events, running) = (new List<TimelineEvent>(), new List<Task>());
        var begin = TimeSpan.Zero;
        foreach (var (index, phase) in scenario.Phases.Index())
        {
            events.Add(new TimelineEvent((long)begin.TotalMilliseconds, phase.Name));
            running.Add(TellAndRunAsync(runs[index], phase, index, start + Ticks(begin), intervals, NewIntervals, failed.Token));
            begin += TimeSpan.FromSeconds(phase.Seconds);
        }

        try
        {
            await foreach (var ended in Task.WhenEach(running).ConfigureAwait(false))
            {
                await ended.ConfigureAwait(false);
            }
        }
        catch
        {
            await failed.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        var clientCores = cpu.Cores;
        var phases = runs.Select((run, index) => new PhaseMeasurement(
            scenario.Phases[index], run.Counts, SwitchInterval.Between(run.Schedule.StartTicks, run.Schedule.EndTicks, child.Statistics))).ToList();
        var durability = runs.Select(static run => run.Durability).OfType<Durability>().First();
        return new ScenarioMeasurement(scenario, phases, new Timeline(IntervalMs, intervals.ToPoints(), events), durability, clientCores);
    }

    private async Task TellAndRunAsync(PhaseRun run, Phase phase, int index, long startTicks, IntervalCounts intervals,
        Func<IntervalCounts> newIntervals, CancellationToken cancellationToken)
    {
        using var teller = new Timer(
            _ => progress($"phase {index + 1} of {scenario.Phases.Count}: {phase.Name}, {phase.Seconds} s"), null,
            startTicks <= Stopwatch.GetTimestamp() ? TimeSpan.Zero : Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), startTicks),
            Timeout.InfiniteTimeSpan);
        await run.RunAsync(startTicks, intervals, newIntervals, cancellationToken).ConfigureAwait(false);
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
