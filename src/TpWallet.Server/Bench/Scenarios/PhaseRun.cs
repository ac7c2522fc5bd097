using System.Diagnostics;
using System.Net;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.Bench.Core;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Bench.Scenarios;

/// <summary>One phase under load: its sessions are opened shortly before it begins and closed when all that was due in it is answered.</summary>
internal sealed class PhaseRun(Scenario scenario, Phase phase, IPEndPoint endpoint, ulong runId) : IDisposable
{
    private static readonly TimeSpan OpeningTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(60);

    private readonly List<LoadConnection> _connections = [];

    /// <summary>Of all sessions together, when it has ended.</summary>
    public LoadCounts Counts { get; } = new();

    /// <summary>What the switch said at sign-on; none in a phase without sessions.</summary>
    public Durability? Durability { get; private set; }

    /// <summary>Begin and end, ticks of the stopwatch.</summary>
    public Schedule Schedule { get; private set; }

    /// <summary>Opens the sessions.</summary>
    /// <exception cref="LoadException">One could not be opened.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        while (_connections.Count < phase.Connections)
        {
            _connections.Add(await LoadConnection
                .OpenAsync(SwitchTarget.Of(endpoint), SessionRole.Acquirer, BenchAccounts.Participant, phase.Window, cancellationToken)
                .ConfigureAwait(false));
        }
    }

    /// <summary>Runs it, and opens the sessions in time if they are not open.</summary>
    /// <param name="startTicks">When it begins.</param>
    /// <param name="intervals">The run's intervals; counted into when the phase has ended.</param>
    /// <param name="newIntervals">Empty ones for a session.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LoadException">A session could not be opened or broke, or replies are missing long after the end.</exception>
    public async Task RunAsync(
        long startTicks, IntervalCounts intervals, Func<IntervalCounts> newIntervals, CancellationToken cancellationToken)
    {
        var interval = phase.Rate is { } rate ? Stopwatch.Frequency * phase.Connections / rate : 0;
        Schedule = new Schedule(startTicks, startTicks, startTicks + (long)(phase.Seconds * Stopwatch.Frequency), interval);
        if (phase.Connections == 0)
        {
            await UntilAsync(Schedule.EndTicks, cancellationToken).ConfigureAwait(false);
            return;
        }

        await UntilAsync(startTicks - (long)(OpeningTime.TotalSeconds * Stopwatch.Frequency), cancellationToken).ConfigureAwait(false);
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        await UntilAsync(startTicks, cancellationToken).ConfigureAwait(false);
        var counted = _connections.ConvertAll(_ => newIntervals());
        await RunAsync(_connections, counted, cancellationToken).ConfigureAwait(false);
        Durability = _connections[0].Session.Durability;
        _connections.ForEach(connection => Counts.Add(connection.Counts));
        lock (intervals)
        {
            counted.ForEach(intervals.Add);
        }

        Dispose();
    }

    /// <summary>Closes the sessions that are still open.</summary>
    public void Dispose()
    {
        _connections.ForEach(static connection => connection.Dispose());
        _connections.Clear();
    }

    private async Task RunAsync(List<LoadConnection> connections, List<IntervalCounts> intervals, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(phase.Seconds) + DrainTimeout);
        var wallets = new WalletPicker(phase.Access, scenario.Accounts, scenario.Seed);
        var running = connections.Select((connection, index) =>
        {
            // Sessions with the same rate take turns.
            var own = Schedule with { StartTicks = Schedule.StartTicks + (long)(Schedule.TicksPerRequest * index / phase.Connections) };
            var source = new TimedSource(SourceOf(index, connection.Window, wallets), own, connection.Window, intervals[index]);
            return Task.Run(() => connection.RunAsync(source, own, limit.Token), limit.Token);
        }).ToList();
        using var pacer = phase.Rate is null ? null : new Pacer(connections);
        try
        {
            await foreach (var ended in Task.WhenEach(running).ConfigureAwait(false))
            {
                await ended.ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LoadException($"phase '{phase.Name}': {running.Count(task => !task.IsCompletedSuccessfully)} sessions were not answered "
                + $"{DrainTimeout.TotalSeconds} s after its end");
        }
    }

    private ICommandSource SourceOf(int connection, int window, WalletPicker wallets)
    {
        var seed = scenario.Seed + (ulong)connection;
        PaymentLoad Payments(CommandKind kind) => new(kind, scenario.Accounts, runId, connection, seed, wallets.WithSeed(~seed));
        return phase.Mix switch
        {
            Mix.Authorize => Payments(CommandKind.Authorize),
            Mix.Purchase => Payments(CommandKind.Purchase),
            Mix.Lifecycle => new LifecycleLoad(Payments(CommandKind.Purchase), window),
        };
    }

    private static Task UntilAsync(long ticks, CancellationToken cancellationToken)
    {
        var now = Stopwatch.GetTimestamp();
        return ticks <= now ? Task.CompletedTask : Task.Delay(Stopwatch.GetElapsedTime(now, ticks), cancellationToken);
    }
}
