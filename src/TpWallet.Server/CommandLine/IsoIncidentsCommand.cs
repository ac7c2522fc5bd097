using System.CommandLine;
using TpWallet.Server.Operations;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet iso incidents</c>: late, unmatched and malformed messages of a running switch.</summary>
internal static class IsoIncidentsCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("DIR") { Description = "The data folder of a running switch" };
        var command = new Command("incidents", "List the latest late, unmatched and malformed messages of a running switch, masked, as JSON.")
        {
            directory,
        };
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var incidents = await OperatorClient.AskAsync(
                context.Get(directory)!, HttpMethod.Get, "/iso/incidents", context.Progress, cancellationToken).ConfigureAwait(false);
            foreach (var incident in incidents.EnumerateArray())
            {
                context.WriteJson(incident);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
