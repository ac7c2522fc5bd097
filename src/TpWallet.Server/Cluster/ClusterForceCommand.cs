using System.CommandLine;
using System.Text.Json;
using TpWallet.Server.Cluster.Status;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Operations;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.Cluster;

/// <summary><c>tpwallet cluster force-primary</c>: a person decides that payments which only others hold are lost.</summary>
internal static class ClusterForceCommand
{
    private const string Description =
        """
        Make the member on this data folder primary although it may not hold every answered payment. For when no member of the last in-sync set can be
        brought back; any of them that can be started takes over by itself, and loses nothing.

        What only the others held is lost: acquirers were told of payments that are then unknown here. Unless --all-switched-off is given, a
        member of the last in-sync set must be reached and promise to follow first, so that the old primary can't go on beside the new one.
        """;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var directory = ClusterArguments.RunningData();
        var node = new Argument<string>("NODE") { Description = "The name of that member, as a confirmation" };
        var accept = new Option<bool>("--accept-data-loss") { Description = "The word of a person that what only others hold may be lost" };
        var off = new Option<bool>("--all-switched-off")
        {
            Description = "Your word that every member of the last in-sync set is switched off and stays so until it joins anew. If it is wrong, two "
                + "members take payments, and their books can't be brought together",
        };
        var minInSync = Numbers.Option("--min-in-sync", "The smallest in-sync set from now on; 1: it serves alone at once", 1, 1, 15);
        var command = new Command("force-primary", Description) { directory, node, accept, off, minInSync };
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var data = context.Get(directory)!;
            var status = await StatusAsync(context, data, cancellationToken).ConfigureAwait(false);
            if (status.Asked != context.Get(node))
            {
                throw new CommandFailure(ExitCodes.Usage, $"the member on {data} is {status.Asked}, not {context.Get(node)}; nothing was done");
            }

            foreach (var line in Explain(status, context.Get(off)))
            {
                context.Warn(line);
            }

            if (status.Verdict.TakesPayments)
            {
                throw new CommandFailure(ExitCodes.Declined,
                    $"{status.Verdict.Headline}; nothing was done. To move the primary: tpwallet cluster transfer");
            }

            if (!context.Get(accept))
            {
                throw new CommandFailure(ExitCodes.Usage, "nothing was done; say --accept-data-loss if that is to be");
            }

            var path = $"/cluster/force-primary?min_in_sync={context.Get(minInSync)}{(context.Get(off) ? "&all_switched_off=1" : "")}";
            var answer = await OperatorClient.AskAsync(data, HttpMethod.Post, path, context.Progress, cancellationToken).ConfigureAwait(false);
            var done = answer.GetProperty("done").GetString()!;
            context.WriteResult(new { done }, done);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<ClusterStatus> StatusAsync(CommandContext context, string data, CancellationToken cancellationToken) =>
        (await OperatorClient.AskAsync(data, HttpMethod.Get, "/cluster/status", context.Progress, cancellationToken).ConfigureAwait(false))
        .Deserialize<ClusterStatus>(CommandContext.JsonOptions)!;

    /// <summary>What may be lost, and what is not known.</summary>
    private static IEnumerable<string> Explain(ClusterStatus status, bool allOff)
    {
        var own = status.Members.First(member => member.Node == status.Asked);
        var inSync = status.View?.InSync.Keys.ToArray() ?? [];
        yield return $"{own.Node} holds the log through sequence {own.Report?.Tail}, known committed through {own.Report?.Committed}; "
            + (own.InSync == SyncState.Yes
                ? "it is in sync, so nothing that was answered is lost, and it takes over by itself if it can"
                : $"what the last in-sync set ({string.Join(", ", inSync)}) answered behind that is lost");
        foreach (var ahead in status.Members.Where(member => member.Report is { } report && report.Tail > own.Report?.Tail))
        {
            yield return $"{ahead.Node} runs and holds more, through sequence {ahead.Report!.Tail}: force that one rather";
        }

        if (allOff && status.Members.Where(member => inSync.Contains(member.Node) && member.Report is not null && member.Node != own.Node).ToArray()
            is [var alive, ..])
        {
            throw new CommandFailure(ExitCodes.Declined,
                $"{alive.Node} is in the last in-sync set and answers: not all are switched off; nothing was done");
        }
    }
}
