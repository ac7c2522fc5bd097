using System.CommandLine;
using System.Globalization;
using TpWallet.Server.CommandLine;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.Cluster.Proof;

/// <summary><c>tpwallet cluster demo</c>: shows that a group whose primaries are killed loses and doubles nothing.</summary>
internal static class ClusterDemoCommand
{
    private const string Description =
        """
        Show a group of replicas at work, kill its primary a few times, and prove that nothing is lost.

        Starts a group on an empty folder, opens participants and wallets, and lets simulated acquirers pay over the real protocol, through clients
        that know all members and follow the primary by themselves. Meanwhile the primary is killed (kill -9), another member takes over, and the
        killed one is started again and catches up before the next kill. Then the answer to every request id and the balance of every account is
        asked for and compared with what was acknowledged. At last all members stop, and the journal of each is walked without it: debits must equal
        credits, and all members must hold the same log and the same state. Exit code 1 if anything is lost, doubled or altered.
        """;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var options = new ClusterOptions();
        var seconds = Numbers.Option("--seconds", "For how long payments are made", 20, 1, 3_600);
        var kills = Numbers.Option("--kills", "How often the primary is killed", 3, 0, 1_000);
        var rate = Numbers.Option("--rate", "Requests a second", 5_000, 1, 1_000_000);
        var acquirers = Numbers.Option("--acquirers", "Simulated acquirers, one connection each", 4, 1, 64);
        var terminals = Numbers.Option("--terminals", "Terminals of each acquirer, each with one request in flight", 64, 1, 1_024);
        var seed = Numbers.Option("--seed", "Of the amounts, the accounts and the mix", 1, 1, int.MaxValue);
        var timeline = new Option<string>("--timeline")
        {
            Description = "Write rate and worst latency, interval by interval, and the events to this file, as JSON",
            HelpName = "FILE",
        };
        var command = new Command("demo", Description) { seconds, kills, rate, acquirers, terminals, seed, timeline };
        options.AddTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var settings = new ClusterDemoSettings(
                context.Get(seconds), context.Get(kills), context.Get(rate), context.Get(acquirers), context.Get(terminals),
                (ulong)context.Get(seed), context.Get(timeline));
            if (settings.Requests > ClusterDemoSettings.RequestsMax)
            {
                throw new CommandFailure(ExitCodes.Usage, string.Create(
                    CultureInfo.InvariantCulture,
                    $"--seconds and --rate make more than {ClusterDemoSettings.RequestsMax:N0} requests, all of which are remembered for the proof"));
            }

            using var folder = options.Open(context);
            return await RunAsync(context, new ClusterDemoRun(context, folder.Plan, settings), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ClusterDemoRun run, CancellationToken cancellationToken)
    {
        try
        {
            var report = await run.RunAsync(cancellationToken).ConfigureAwait(false);
            context.WriteResult(report, ClusterDemoVerdict.InWords(report));
            return report.Proved ? ExitCodes.Success : ExitCodes.CheckFailed;
        }
        catch (CommandFailure failure) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C reaches the members, too: that they end is no finding then.
            throw new OperationCanceledException(failure.Message, failure, cancellationToken);
        }
    }
}
