using System.Diagnostics;
using System.Security.Cryptography;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.Bench.Scenarios;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Bench;

/// <summary>Sets the accounts up, opens the sessions, runs the load, and measures.</summary>
internal sealed class BenchRun(BenchPlan plan, SwitchTarget target, Action<string> progress)
{
    private const int SetupWindow = 1_024;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    // What comes later counts into the last interval.
    private static readonly TimeSpan TimelineTail = TimeSpan.FromSeconds(2);

    // After the last request was due, all must be answered within this time.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Adds the participant, opens the accounts and funds the wallets; what exists already is left as it is.</summary>
    /// <exception cref="LoadException">The connection broke, or the switch refused one of the commands.</exception>
    public async Task SetUpAsync(CancellationToken cancellationToken)
    {
        var setup = new SetupLoad(plan.Wallets);
        using var timer = new Timer(
            _ => progress($"setting up {plan.Wallets:N0} wallets: {100 * setup.Answered / setup.Total} %"), null, ProgressInterval, ProgressInterval);

        // A session ends when nothing is left to send; what must be sent again after that goes over the next one.
        while (setup.HasMore)
        {
            using var connection = await LoadConnection
                .OpenAsync(target, SessionRole.Operator, BenchAccounts.Participant, SetupWindow, cancellationToken).ConfigureAwait(false);
            await connection.RunAsync(setup, Schedule.Immediate, cancellationToken).ConfigureAwait(false);
        }

        if (setup.Refusal != ResultCode.None)
        {
            throw new LoadException($"the switch refused a command of the setup: {ResultText.Of(setup.Refusal)}");
        }
    }

    /// <summary>Runs warm-up and measured interval.</summary>
    /// <exception cref="LoadException">A session could not be opened or broke, or replies are missing at the end.</exception>
    public async Task<BenchMeasurement> MeasureAsync(CancellationToken cancellationToken)
    {
        var connections = new List<LoadConnection>();
        var log = target.IsGroup ? new FailOverLog() : null;
        try
        {
            for (var index = 0; index < plan.Connections; index++)
            {
                connections.Add(await LoadConnection
                    .OpenAsync(target, SessionRole.Acquirer, BenchAccounts.Participant, plan.Window, cancellationToken, log).ConfigureAwait(false));
            }

            return await MeasureAsync(connections, log, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            connections.ForEach(static connection => connection.Dispose());
        }
    }

    private async Task<BenchMeasurement> MeasureAsync(List<LoadConnection> connections, FailOverLog? log, CancellationToken cancellationToken)
    {
        var runId = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var schedule = ScheduleFrom(Stopwatch.GetTimestamp());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(plan.Warmup + plan.Duration + DrainTimeout);
        using var cpu = new CpuMeter(schedule.MeasureTicks);
        using var reporter = new Timer(_ => Report(connections, schedule), null, ProgressInterval, ProgressInterval);
        var intervals = plan.Timeline > TimeSpan.Zero ? connections.ConvertAll(_ => NewIntervals(schedule)) : null;
        var running = connections.Select((connection, index) =>
        {
            var own = Staggered(schedule, index);
            var payments = SourceOf(index, connection.Window, runId);
            var source = intervals is null ? payments : new TimedSource(payments, own, connection.Window, intervals[index]);
            return Task.Run(() => connection.RunAsync(source, own, limit.Token), limit.Token);
        }).ToList();
        using var pacer = schedule.IsOpenLoop ? new Pacer(connections) : null;
        try
        {
            await WaitForAllAsync(running).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LoadException($"{running.Count(task => !task.IsCompletedSuccessfully)} sessions got no reply for "
                + $"{DrainTimeout.TotalSeconds} s after the end");
        }

        return BenchMeasurement.Of(plan, connections, schedule, cpu.Cores) with
        {
            FailOvers = log,
            Timeline = intervals is null ? null : TimelineOf(intervals, schedule, log),
        };
    }

    private IntervalCounts NewIntervals(Schedule schedule) => new(schedule.StartTicks, plan.Warmup + plan.Duration + TimelineTail, plan.Timeline);

    private Timeline TimelineOf(List<IntervalCounts> intervals, Schedule schedule, FailOverLog? log)
    {
        var all = NewIntervals(schedule);
        intervals.ForEach(all.Add);
        var begin = (long)plan.Warmup.TotalMilliseconds;
        TimelineEvent[] measured = [new(begin, "measured from here"), new(begin + (long)plan.Duration.TotalMilliseconds, "measured up to here")];
        return new Timeline((int)plan.Timeline.TotalMilliseconds, all.ToPoints(), [.. log?.ToEvents(schedule.StartTicks) ?? [], .. measured]);
    }

    /// <summary>Like Task.WhenAll, but the first failure is told at once instead of waiting for sessions that will never end.</summary>
    private static async Task WaitForAllAsync(List<Task> running)
    {
        await foreach (var ended in Task.WhenEach(running).ConfigureAwait(false))
        {
            await ended.ConfigureAwait(false);
        }
    }

    private Schedule ScheduleFrom(long startTicks)
    {
        var measureTicks = startTicks + Ticks(plan.Warmup);
        var interval = plan.RatePerSecond > 0 ? Stopwatch.Frequency * plan.Connections / plan.RatePerSecond : 0;
        return new Schedule(startTicks, measureTicks, measureTicks + Ticks(plan.Duration), interval);
    }

    /// <summary>Sessions with the same rate take turns.</summary>
    private Schedule Staggered(Schedule schedule, int index) =>
        schedule with { StartTicks = schedule.StartTicks + (long)(schedule.TicksPerRequest * index / plan.Connections) };

    private ICommandSource SourceOf(int connection, int window, ulong runId)
    {
        PaymentLoad Payments(CommandKind kind) => new(kind, plan.Wallets, runId, connection, plan.Seed);
        return plan.Mix switch
        {
            Mix.Authorize => Payments(CommandKind.Authorize),
            Mix.Purchase => Payments(CommandKind.Purchase),
            Mix.Lifecycle => new LifecycleLoad(Payments(CommandKind.Purchase), window),
        };
    }

    private void Report(List<LoadConnection> connections, Schedule schedule)
    {
        var now = Stopwatch.GetTimestamp();
        if (now < schedule.MeasureTicks)
        {
            progress("warming up");
            return;
        }

        var seconds = Stopwatch.GetElapsedTime(schedule.MeasureTicks, Math.Min(now, schedule.EndTicks)).TotalSeconds;
        var acknowledged = connections.Sum(static connection => connection.Counts.Acknowledged);
        progress($"{seconds:F0} s of {plan.Duration.TotalSeconds} s: {acknowledged / seconds:N0} acknowledged/s");
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
