using System.Diagnostics;
using TpWallet.Protocol.Binary;

namespace TpWallet.Server.Bench;

/// <summary>Connections of one protocol under load together, each at its own pace.</summary>
/// <param name="plan">The run; its rate counts for nothing here.</param>
/// <param name="progress">Told in lines for a person.</param>
internal sealed class ClosedLoop(BenchPlan plan, Action<string> progress)
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Opens the connections and runs warm-up and measured interval.</summary>
    /// <param name="open">Opens a connection, by its number from 0.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="LoadException">A connection could not be opened or broke, or answers are missing at the end.</exception>
    public async Task<BenchMeasurement> MeasureAsync(
        Func<int, CancellationToken, Task<IClosedLoopConnection>> open, CancellationToken cancellationToken)
    {
        var connections = new List<IClosedLoopConnection>();
        try
        {
            for (var number = 0; number < plan.Connections; number++)
            {
                connections.Add(await open(number, cancellationToken).ConfigureAwait(false));
            }

            return await MeasureAsync(connections, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            connections.ForEach(static connection => connection.Dispose());
        }
    }

    private async Task<BenchMeasurement> MeasureAsync(List<IClosedLoopConnection> connections, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var measure = start + Ticks(plan.Warmup);
        var schedule = new Schedule(start, measure, measure + Ticks(plan.Duration), TicksPerRequest: 0);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(plan.Warmup + plan.Duration + DrainTimeout);
        using var cpu = new CpuMeter(schedule.MeasureTicks);
        progress($"running for {(plan.Warmup + plan.Duration).TotalSeconds} s");
        try
        {
            await Task.WhenAll(connections.Select(connection => Task.Run(() => connection.RunAsync(schedule, limit.Token), limit.Token)))
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LoadException($"connections got no answer for {DrainTimeout.TotalSeconds} s after the end");
        }

        var counts = new LoadCounts();
        connections.ForEach(connection => counts.Add(connection.Counts));
        return new BenchMeasurement(
            counts, counts.Sent / plan.Duration.TotalSeconds, plan.Window, Durability.Fsync, schedule.MeasureTicks, schedule.EndTicks, cpu.Cores);
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
