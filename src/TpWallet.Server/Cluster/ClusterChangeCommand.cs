using System.CommandLine;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Operations;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.Cluster;

/// <summary><c>tpwallet cluster transfer|remove|rejoin|min-in-sync|accept-clock</c>: what only the primary can do; any member passes it on.</summary>
internal static class ClusterChangeCommand
{
    /// <summary><c>transfer</c>.</summary>
    public static Command CreateTransfer()
    {
        var to = new Option<string>("--to") { Description = "The member that takes over; it must be in sync", HelpName = "NODE", Required = true };
        var directory = ClusterArguments.RunningData();
        var command = new Command("transfer", "Hand over to another member. Payments wait for a moment; none is refused.") { directory, to };
        SetAction(command, "transfer", context => (context.Get(directory)!, QueryOf(context.Get(to)!)));
        return command;
    }

    /// <summary><c>remove</c>.</summary>
    public static Command CreateRemove() => CreateOfNode("remove",
        "Take a member out for work on its machine: nobody waits for it and it does not take over, until it rejoins. Never leaves fewer "
            + "than min_in_sync. "
        + "Not the primary: hand over first.");

    /// <summary><c>rejoin</c>.</summary>
    public static Command CreateRejoin() => CreateOfNode("rejoin", "Let a member that was taken out come in again, as soon as it has caught up.");

    /// <summary><c>accept-clock</c>.</summary>
    public static Command CreateAcceptClock()
    {
        var directory = ClusterArguments.RunningData();
        var command = new Command(
            "accept-clock",
            "Tell the primary that its clock is right, after it jumped and payments stopped. Holds that end before the new time expire at once.")
        {
            directory,
        };
        SetAction(command, "accept-clock", context => (context.Get(directory)!, ""));
        return command;
    }

    /// <summary><c>min-in-sync</c>.</summary>
    public static Command CreateMinInSync()
    {
        var directory = ClusterArguments.RunningData();
        var count = new Argument<int>("N") { Description = "The smallest in-sync set with which payments are taken" };
        var command = new Command(
            "min-in-sync",
            "Change the smallest in-sync set. Down, when the primary waits for members that don't come back soon: nothing that was "
                + "answered is lost, but what "
            + "is answered from then on is on fewer machines, with 1 on one alone. Up again, as soon as so many are in sync.")
        {
            directory,
            count,
        };
        SetAction(command, "min-in-sync", context => (context.Get(directory)!, $"min_in_sync={context.Get(count)}"));
        return command;
    }

    private static Command CreateOfNode(string name, string description)
    {
        var directory = ClusterArguments.RunningData();
        var node = new Argument<string>("NODE") { Description = "The member, such as node-2" };
        var command = new Command(name, description) { directory, node };
        SetAction(command, name, context => (context.Get(directory)!, QueryOf(context.Get(node)!)));
        return command;
    }

    private static string QueryOf(string node) => $"node={Uri.EscapeDataString(node)}";

    private static void SetAction(Command command, string path, Func<CommandContext, (string Data, string Query)> read) =>
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var (data, query) = read(context);
            var answer = await OperatorClient.AskAsync(data, HttpMethod.Post, $"/cluster/{path}?{query}", context.Progress, cancellationToken)
                .ConfigureAwait(false);
            var done = answer.GetProperty("done").GetString()!;
            context.WriteResult(new { done }, done);
            return ExitCodes.Success;
        });
}
