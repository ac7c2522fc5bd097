using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using TpWallet.Replication.Views;
using TpWallet.Server.Cluster.Status;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Engine.Group;
using TpWallet.Server.Operations;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.Cluster;

/// <summary><c>tpwallet cluster status|watch</c>.</summary>
internal static class ClusterStatusCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary><c>status</c>.</summary>
    public static Command CreateStatus()
    {
        var directory = ClusterArguments.Data();
        var options = new SwitchOptions();
        var states = new Option<bool>("--state-hash")
        {
            Description = "Have every member hash its state at one sequence, and compare; takes a second or more",
        };
        var command = new Command(
            "status",
            "Say whether payments are taken, by whom, and what is wrong: a row for each member. Asks a member that runs here, which asks "
                + "the others. If none "
            + "runs, --config names the configuration that says where the view store is. Ends with 1 when payments are not taken, or states differ.")
        {
            directory,
            states,
        };
        options.AddFileTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var data = context.Get(directory);
            var status = data is not null && OperatorClient.IsRunning(data)
                ? await AskAsync(context, data, context.Get(states), cancellationToken).ConfigureAwait(false)
                : await OfStoreAsync(context, options, data, cancellationToken).ConfigureAwait(false);
            Write(context, status);
            return status.Verdict.TakesPayments && !DoStatesDiffer(status) ? ExitCodes.Success : ExitCodes.CheckFailed;
        });
        return command;
    }

    /// <summary><c>watch</c>.</summary>
    public static Command CreateWatch()
    {
        var directory = ClusterArguments.RunningData();
        var command = new Command("watch",
            "The status, asked anew every second, until Ctrl-C: a table on a terminal, lines elsewhere.") { directory };
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            try
            {
                await WatchAsync(context, context.Get(directory)!, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Ctrl-C is how watching ends.
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task WatchAsync(CommandContext context, string data, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        if (context.Json || Console.IsOutputRedirected || context.Out != Console.Out)
        {
            do
            {
                Write(context, await AskAsync(context, data, states: false, cancellationToken).ConfigureAwait(false));
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Out) });
        await console.Live(new Text("asking")).StartAsync(async live =>
        {
            do
            {
                live.UpdateTarget(await FrameAsync(context, data, cancellationToken).ConfigureAwait(false));
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }).ConfigureAwait(false);
    }

    private static async Task<Rows> FrameAsync(CommandContext context, string data, CancellationToken cancellationToken)
    {
        try
        {
            var status = await AskAsync(context, data, states: false, cancellationToken).ConfigureAwait(false);
            var table = new Table().Border(TableBorder.Rounded);
            foreach (var column in StatusText.Columns)
            {
                table.AddColumn(new TableColumn(column).NoWrap());
            }

            foreach (var row in StatusText.Rows(status))
            {
                table.AddRow([.. row.Select(static cell => new Text(cell))]);
            }

            var color = status.Verdict.TakesPayments ? Color.Green : Color.Red;
            return new Rows([new Text(status.Verdict.Headline, new Style(color)), table,
                .. StatusText.Below(status).Select(static line => new Text(line))]);
        }
        catch (CommandFailure failure)
        {
            return new Rows(new Text($"{failure.Message}; asking again", new Style(Color.Red)));
        }
    }

    private static async Task<ClusterStatus> AskAsync(CommandContext context, string data, bool states, CancellationToken cancellationToken)
    {
        var path = states ? "/cluster/status?states=1" : "/cluster/status";
        var answer = await OperatorClient.AskAsync(data, HttpMethod.Get, path, context.Progress, cancellationToken).ConfigureAwait(false);
        return answer.Deserialize<ClusterStatus>(CommandContext.JsonOptions)!;
    }

    private static async Task<ClusterStatus> OfStoreAsync(CommandContext context, SwitchOptions options, string? data,
        CancellationToken cancellationToken)
    {
        if (!options.NamesFile(context))
        {
            throw new CommandFailure(ExitCodes.CannotConnect,
                $"no switch runs on {data ?? "a data folder that was named"}; with --config FILE, a member's "
                + "configuration, this says what the view store holds");
        }

        var configuration = options.Read(context, data);
        var group = configuration.Group ?? throw new CommandFailure(ExitCodes.Usage, "the configuration has no group");
        try
        {
            using var store = await GroupSeams.OpenStoreAsync(group, cancellationToken).ConfigureAwait(false);
            var stored = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
            return ClusterAssembly.OfStore(configuration, stored is null ? null : ViewReport.Of(stored.View), DateTimeOffset.UtcNow);
        }
        catch (ViewStoreException exception)
        {
            throw new CommandFailure(ExitCodes.CannotConnect, $"no member runs here, and the view store can't be read: {exception.Message}",
                exception);
        }
    }

    private static void Write(CommandContext context, ClusterStatus status) =>
        context.WriteResult(status, string.Join(Environment.NewLine, StatusText.Lines(status)));

    private static bool DoStatesDiffer(ClusterStatus status)
    {
        var states = status.Members.Select(static member => member.State).OfType<HashAt>().ToArray();
        return states.Distinct().Count() > 1;
    }
}
