using System.Diagnostics;
using TpWallet.Replication.Views;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Demo;

namespace TpWallet.Server.Cluster.Proof;

/// <summary>Kills the primary of a group under load, again and again, and brings it back each time before the next one is killed.</summary>
internal sealed class PrimaryKiller(ClusterHost host, AnswerWatch watch)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan InSyncTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan PaymentTimeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Later than this behind a kill nothing is stamped by the one that was killed, and nothing yet by its successor, which waits longer than this
    /// before it takes over.
    /// </summary>
    private const long StampMarginMs = 50;

    private readonly List<FailOver> _failOvers = [];

    /// <summary>What happened so far.</summary>
    public IReadOnlyList<FailOver> FailOvers => _failOvers;

    /// <summary>Spreads kills over a time, and lasts at least as long.</summary>
    /// <exception cref="CommandFailure">A member stopped by itself, could not start, did not come back in time, or nobody took over.</exception>
    public async Task RunAsync(TimeSpan time, int kills, CancellationToken cancellationToken)
    {
        for (var kill = 1; kill <= kills; kill++)
        {
            await UntilAsync(time * kill / (kills + 1), cancellationToken).ConfigureAwait(false);
            await KillOnceAsync(cancellationToken).ConfigureAwait(false);
        }

        await UntilAsync(time, cancellationToken).ConfigureAwait(false);
    }

    private async Task KillOnceAsync(CancellationToken cancellationToken)
    {
        var before = await InSyncAsync(0, cancellationToken).ConfigureAwait(false);
        var victim = before.Primary.Number;
        var at = watch.Elapsed;
        var killedTicks = Stopwatch.GetTimestamp();
        var killed = host.KillAsync(victim);
        var firstPayment = watch.FirstPaymentAsync(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + StampMarginMs);
        watch.Note($"kill -9 {before.Primary}");
        await killed.ConfigureAwait(false);

        // Where too few are left to acknowledge a payment, the one that was killed is needed for that.
        var enoughAreLeft = host.Plan.Nodes - 1 >= host.Plan.MinInSync;
        var restarted = enoughAreLeft ? Task.CompletedTask : host.StartAsync(victim, cancellationToken);
        var firstMs = await FirstPaymentMsAsync(firstPayment, killedTicks, cancellationToken).ConfigureAwait(false);
        await restarted.ConfigureAwait(false);
        var successor = await host.UntilAsync(
            view => view.Epoch > before.Epoch, "a view with another primary", InSyncTimeout, cancellationToken).ConfigureAwait(false);
        watch.Note($"{successor.Primary} leads epoch {successor.Epoch}, {firstMs:N0} ms after the kill");
        if (enoughAreLeft)
        {
            await host.StartAsync(victim, cancellationToken).ConfigureAwait(false);
        }

        await InSyncAsync(before.Epoch, cancellationToken).ConfigureAwait(false);
        watch.Note($"{before.Primary} is back in sync");
        _failOvers.Add(new FailOver(
            before.Primary.ToString(), successor.Primary.ToString(), successor.Epoch, Math.Round(at.TotalMilliseconds), firstMs,
            Math.Round(Stopwatch.GetElapsedTime(killedTicks).TotalMilliseconds)));
    }

    private static async Task<double> FirstPaymentMsAsync(Task<long> firstPayment, long killedTicks, CancellationToken cancellationToken)
    {
        try
        {
            var ticks = await firstPayment.WaitAsync(PaymentTimeout, cancellationToken).ConfigureAwait(false);
            return Math.Round(Stopwatch.GetElapsedTime(killedTicks, ticks).TotalMilliseconds, 1);
        }
        catch (TimeoutException timeout)
        {
            throw new CommandFailure(
                ExitCodes.CheckFailed, $"no payment was acknowledged within {PaymentTimeout.TotalSeconds:0} s of a kill of the primary", timeout);
        }
    }

    private Task<View> InSyncAsync(ulong behindEpoch, CancellationToken cancellationToken) => host.UntilAsync(
        view => view.Epoch > behindEpoch && view.InSync.Length == host.Plan.Nodes, $"a group with {host.Plan.Nodes} members in sync", InSyncTimeout,
        cancellationToken);

    private async Task UntilAsync(TimeSpan elapsed, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Look);
        while (watch.Elapsed < elapsed)
        {
            host.RequireAlive();
            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
