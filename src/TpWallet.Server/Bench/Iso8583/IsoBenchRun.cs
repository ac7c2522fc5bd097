using System.Net;
using System.Security.Cryptography;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Protocol.Iso8583;
using TpWallet.Server.CommandLine;

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

    /// <summary>Opens the accounts, funds the wallets, binds the cards.</summary>
    /// <exception cref="LoadException">The connection broke, or the switch refused one of the commands.</exception>
    public async Task SetUpAsync(CancellationToken cancellationToken)
    {
        var target = SwitchTarget.Of(binary);
        await new BenchRun(plan, target, progress).SetUpAsync(cancellationToken).ConfigureAwait(false);
        var cards = new CardSetupLoad(plan.Wallets, tokenKey);
        using var connection = await LoadConnection
            .OpenAsync(target, SessionRole.Operator, BenchAccounts.Participant, SetupWindow, cancellationToken).ConfigureAwait(false);
        await connection.RunAsync(cards, Schedule.Immediate, cancellationToken).ConfigureAwait(false);
        if (cards.Refusal != ResultCode.None)
        {
            throw new LoadException($"the switch refused to bind a card: {ResultText.Of(cards.Refusal)}");
        }
    }

    /// <summary>Runs warm-up and measured interval.</summary>
    /// <exception cref="LoadException">A session could not be opened or broke, or answers are missing at the end.</exception>
    public Task<BenchMeasurement> MeasureAsync(CancellationToken cancellationToken)
    {
        var profile = IsoProfiles.Get("1987-ascii");
        var run = RandomNumberGenerator.GetInt32(1_000_000);
        return new ClosedLoop(plan, progress).MeasureAsync(
            async (number, cancellation) =>
                await IsoLoadConnection.OpenAsync(iso, profile, number, $"RN{run:D6}", plan, cancellation).ConfigureAwait(false),
            cancellationToken);
    }
}
