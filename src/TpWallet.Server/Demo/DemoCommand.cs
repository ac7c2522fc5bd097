using System.CommandLine;
using System.Globalization;
using TpWallet.Server.CommandLine;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.Demo;

/// <summary><c>tpwallet demo</c>: shows that a switch killed in the middle of its work loses and doubles nothing.</summary>
internal static class DemoCommand
{
    private const string Description =
        """
        Show a durable switch at work, kill it, and prove that nothing is lost.

        Starts a switch on an empty temporary folder, opens participants and wallets, and lets simulated acquirers pay over the real protocol:
        purchases, authorizations captured in full and in part, voids, declines for funds, repeats, and used request ids with another amount.
        In the middle of it the switch is killed (kill -9) and started again from its journal. Every request without an answer is sent again; then
        the answer to every request id and the balance of every account is asked for and compared with what was acknowledged. At last the journal
        is walked without the switch: debits must equal credits. Exit code 1 if anything is lost, doubled or altered.

        With --target the load goes to a running switch or group with empty books, and nothing is killed but what you kill: the acquirers
        follow the primary of a group. Then the same is asked for; only the journal isn't walked.
        """;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var seconds = Numbers.Option("--seconds", "For how long payments are made", 10, 1, 3_600);
        var rate = Numbers.Option("--rate", "Requests a second", 20_000, 1, 1_000_000);
        var acquirers = Numbers.Option("--acquirers", "Simulated acquirers, one connection each", 4, 1, 64);
        var terminals = Numbers.Option("--terminals", "Terminals of each acquirer, each with one request in flight", 64, 1, 1_024);
        var seed = Numbers.Option("--seed", "Of the amounts, the accounts and the mix", 1, 1, int.MaxValue);
        var target = new Option<string>("--target")
        {
            Description = "A running switch, or all members of a group, separated by commas [default: an own switch, which is killed]",
            HelpName = SwitchTarget.Help,
        };
        var command = new Command("demo", Description) { seconds, rate, acquirers, terminals, seed, target };
        CommandContext.SetAction(command, (context, cancellationToken) => RunAsync(
            context,
            new DemoSettings(context.Get(seconds), context.Get(rate), context.Get(acquirers), context.Get(terminals), (ulong)context.Get(seed)),
            context.Get(target),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, DemoSettings settings, string? target, CancellationToken cancellationToken)
    {
        if (settings.Requests > DemoSettings.RequestsMax)
        {
            throw new CommandFailure(ExitCodes.Usage, string.Create(
                CultureInfo.InvariantCulture,
                $"--seconds and --rate make more than {DemoSettings.RequestsMax:N0} requests, all of which are remembered for the proof"));
        }

        var run = new DemoRun(settings, new DemoScreen(context));
        var report = target is null
            ? await run.RunAsync(cancellationToken).ConfigureAwait(false)
            : await run.RunAgainstAsync(await SwitchTarget.ReadAsync(target, cancellationToken).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
        context.WriteResult(report, DemoVerdict.InWords(report));
        return report.Proved ? ExitCodes.Success : ExitCodes.CheckFailed;
    }
}
