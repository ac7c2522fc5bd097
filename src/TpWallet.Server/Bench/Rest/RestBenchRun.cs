using System.Net;
using System.Security.Cryptography;
using TpWallet.Messages;

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

    /// <summary>Runs warm-up and measured interval.</summary>
    /// <exception cref="LoadException">A connection could not be opened or broke, or answers are missing at the end.</exception>
    public Task<BenchMeasurement> MeasureAsync(CancellationToken cancellationToken)
    {
        var runId = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        return new ClosedLoop(plan, progress).MeasureAsync(
            async (number, cancellation) =>
            {
                var payments = new PaymentLoad(CommandKind.Authorize, plan.Wallets, runId, number, plan.Seed);
                return await RestLoadConnection.OpenAsync(rest, key, payments, cancellation).ConfigureAwait(false);
            },
            cancellationToken);
    }
}
