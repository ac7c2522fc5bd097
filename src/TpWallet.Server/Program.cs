using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using TpWallet.Server.Cluster;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Demo;
using TpWallet.Server.Replay;

namespace TpWallet.Server;

/// <summary>The <c>tpwallet</c> command line.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        using var termination = new Termination();
        return await RunAsync(arguments, Console.Out, Console.Error, termination.Token).ConfigureAwait(false);
    }

    /// <summary>Runs one command line. Everything that it writes goes to the two writers.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    internal static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var parse = CreateRootCommand().Parse(arguments);
        if (parse.Action is ParseErrorAction)
        {
            var reason = parse.UnmatchedTokens is [var token, ..] ? $"'{token}' is not known here" : parse.Errors[0].Message.TrimEnd('.');
            var message = $"{reason}; see tpwallet {PathOf(parse.CommandResult)}--help";
            return CommandContext.Fail(error, CommonOptions.WantsJson(parse), ExitCodes.Usage, message);
        }

        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await parse.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The names of the subcommands down to this one, each with a space behind it.</summary>
    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)}{result.Command.Name} " : "";

    private static RootCommand CreateRootCommand()
    {
        var root = new RootCommand($"TpWallet, an in-memory payment switch with a durable journal.\n\n{ExitCodes.Description}")
        {
            CommonOptions.Json,
        };
        root.Add(ServeCommand.Create());
        root.Add(DemoCommand.Create());
        root.Add(ParticipantCommand.Create());
        root.Add(AccountCommand.Create());
        root.Add(DepositCommand.Create());
        root.Add(WithdrawCommand.Create());
        root.Add(TransferCommand.Create());
        root.Add(PayCommand.Create());
        root.Add(AuthorizeCommand.Create());
        root.Add(CaptureCommand.Create());
        root.Add(VoidCommand.Create());
        root.Add(ReverseCommand.Create());
        root.Add(RefundCommand.Create());
        root.Add(InstrumentCommand.Create());
        root.Add(LimitCommand.Create());
        root.Add(FeeCommand.Create());
        root.Add(ReplayCommand.Create());
        root.Add(BenchCommand.Create());
        root.Add(SimulateCommand.Create());
        root.Add(IsoCommand.Create());
        root.Add(JournalCommand.Create());
        root.Add(SnapshotCommand.Create());
        root.Add(HistoryCommand.Create());
        root.Add(BackupCommand.Create());
        root.Add(RestoreCommand.Create());
        root.Add(KeysCommand.Create());
        root.Add(TimelineCommand.Create());
        root.Add(ClusterCommand.Create());
        return root;
    }
}
