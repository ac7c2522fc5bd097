using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Server.Bench.Rest;

/// <summary>Opens the connections over HTTP, runs the load, and measures. The accounts are set up over the binary protocol.</summary>
/// <param name="plan">The run; a closed loop.</param>
/// <param name="rest">The switch's REST.</param>
/// <param name="key">A key of the load generator's participant.</param>
/// <param name="progress">Told in lines for a person.</param>
internal sealed class RestBenchRun(BenchPlan plan, IPEndPoint rest, string key, Action<string> progress)
{
    /// <summary>The rate that tables are sized for, requests a second.</summary>
    public const double AssumedRatePerSecond = 100_000;

    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Runs warm-up and measured interval.</summary>
    /// <exception cref="LoadException">A connection could not be opened or broke, or answers are missing at the end.</exception>
    public async Task<BenchMeasurement> MeasureAsync(CancellationToken cancellationToken)
    {
        var runId = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var connections = new List<RestLoadConnection>();
        try
        {
            for (var number = 0; number < plan.Connections; number++)
            {
                var payments = new PaymentLoad(CommandKind.Authorize, plan.Wallets, runId, number, plan.Seed);
                connections.Add(await RestLoadConnection.OpenAsync(rest, key, payments, cancellationToken).ConfigureAwait(false));
            }

            return await MeasureAsync(connections, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            connections.ForEach(static connection => connection.Dispose());
        }
    }

    private async Task<BenchMeasurement> MeasureAsync(List<RestLoadConnection> connections, CancellationToken cancellationToken)
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
