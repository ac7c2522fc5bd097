using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Server.Bench.Iso8583;

/// <summary>Sets accounts and cards up over the binary protocol, opens the sessions in ISO 8583, runs the load, and measures.</summary>
/// <param name="plan">The run; a closed loop.</param>
/// <param name="binary">The switch's binary listener.</param>
/// <param name="iso">The link's listener.</param>
/// <param name="tokenKey">The key of the link's tokens.</param>
/// <param name="progress">Told in lines for a person.</param>
internal sealed class IsoBenchRun(BenchPlan plan, IPEndPoint binary, IPEndPoint iso, byte[] tokenKey, Action<string> progress)
{
    private const int SetupWindow = 1_024;

    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Opens the accounts, funds the wallets, binds the cards.</summary>
    /// <exception cref="LoadException">The connection broke, or the switch refused one of the commands.</exception>
    public async Task SetUpAsync(CancellationToken cancellationToken)
    {
        await new BenchRun(plan, binary, progress).SetUpAsync(cancellationToken).ConfigureAwait(false);
        var cards = new CardSetupLoad(plan.Wallets, tokenKey);
        using var connection = await LoadConnection
            .OpenAsync(binary, SessionRole.Operator, BenchAccounts.Participant, SetupWindow, cancellationToken).ConfigureAwait(false);
        await connection.RunAsync(cards, Schedule.Immediate, cancellationToken).ConfigureAwait(false);
        if (cards.Refusal != ResultCode.None)
        {
            throw new LoadException($"the switch refused to bind a card: {ResultText.Of(cards.Refusal)}");
        }
    }

    /// <summary>Runs warm-up and measured interval.</summary>
    /// <exception cref="LoadException">A session could not be opened or broke, or answers are missing at the end.</exception>
    public async Task<BenchMeasurement> MeasureAsync(CancellationToken cancellationToken)
    {
        var profile = IsoProfiles.Get("1987-ascii");
        var run = RandomNumberGenerator.GetInt32(1_000_000);
        var connections = new List<IsoLoadConnection>();
        try
        {
            for (var number = 0; number < plan.Connections; number++)
            {
                connections.Add(await IsoLoadConnection
                    .OpenAsync(iso, profile, number, $"RN{run:D6}", plan, cancellationToken).ConfigureAwait(false));
            }

            return await MeasureAsync(connections, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            connections.ForEach(static connection => connection.Dispose());
        }
    }

    private async Task<BenchMeasurement> MeasureAsync(List<IsoLoadConnection> connections, CancellationToken cancellationToken)
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
            throw new LoadException($"sessions got no answer for {DrainTimeout.TotalSeconds} s after the end");
        }

        var counts = new LoadCounts();
        connections.ForEach(connection => counts.Add(connection.Counts));
        return new BenchMeasurement(counts, counts.Sent / plan.Duration.TotalSeconds, plan.Window, Durability.Fsync, schedule.MeasureTicks,
            schedule.EndTicks, cpu.Cores);
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
