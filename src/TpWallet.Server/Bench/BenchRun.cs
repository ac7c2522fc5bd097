using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Server.Bench;

/// <summary>Sets the accounts up, opens the sessions, runs the load, and measures.</summary>
internal sealed class BenchRun(BenchPlan plan, IPEndPoint endpoint, Action<string> progress)
{
    private const int SetupWindow = 1_024;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PaceInterval = TimeSpan.FromMilliseconds(1);

    // After the last request was due, all must be answered within this time.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Adds the participant, opens the accounts and funds the wallets; what exists already is left as it is.</summary>
    /// <exception cref="LoadException">The connection broke, or the switch refused one of the commands.</exception>
    public async Task SetUpAsync(CancellationToken cancellationToken)
    {
        var setup = new SetupLoad(plan.Wallets);
        using var connection = await LoadConnection
            .OpenAsync(endpoint, SessionRole.Operator, BenchAccounts.Participant, SetupWindow, cancellationToken).ConfigureAwait(false);
        using var timer = new Timer(
            _ => progress($"setting up {plan.Wallets:N0} wallets: {100 * setup.Answered / setup.Total} %"), null, ProgressInterval, ProgressInterval);
        await connection.RunAsync(setup, Schedule.Immediate, cancellationToken).ConfigureAwait(false);
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
        try
        {
            for (var index = 0; index < plan.Connections; index++)
            {
                connections.Add(await LoadConnection
                    .OpenAsync(endpoint, SessionRole.Acquirer, BenchAccounts.Participant, plan.Window, cancellationToken).ConfigureAwait(false));
            }

            return await MeasureAsync(connections, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            connections.ForEach(static connection => connection.Dispose());
        }
    }

    private async Task<BenchMeasurement> MeasureAsync(List<LoadConnection> connections, CancellationToken cancellationToken)
    {
        var runId = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var schedule = ScheduleFrom(Stopwatch.GetTimestamp());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(plan.Warmup + plan.Duration + DrainTimeout);
        using var cpu = new CpuMeter(schedule.MeasureTicks);
        using var reporter = new Timer(_ => Report(connections, schedule), null, ProgressInterval, ProgressInterval);
        var running = connections.Select((connection, index) =>
            Task.Run(() => connection.RunAsync(SourceOf(index, connection.Window, runId), Staggered(schedule, index), limit.Token), limit.Token))
                .ToList();
        using var pacer = schedule.IsOpenLoop ? new Pacer(connections, PaceInterval) : null;
        try
        {
            await WaitForAllAsync(running).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LoadException($"{running.Count(task => !task.IsCompletedSuccessfully)} sessions got no reply for "
                + $"{DrainTimeout.TotalSeconds} s after the end");
        }

        return BenchMeasurement.Of(plan, connections, schedule, cpu.Cores);
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
