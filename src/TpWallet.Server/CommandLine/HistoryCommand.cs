using System.CommandLine;
using TpWallet.Server.Engine.Outcomes;
using TpWallet.Server.Operations;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet history verify|rebuild</c>.</summary>
internal static class HistoryCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("history", "The event log and the history of a switch that isn't "
        + "running.") { CreateVerify(), CreateRebuild() };

    private static Command CreateVerify()
    {
        var directory = new Argument<string>("DIR") { Description = "The data folder" };
        var options = new SwitchOptions();
        var command = new Command("verify", "Read the whole event log and history and compare them with their checksums. Damage ends with "
            + "4.") { directory };
        options.AddFileTo(command);
        CommandContext.SetAction(command, (context, cancellationToken) => Task.Run(
            () =>
            {
                var configuration = options.Read(context, context.Get(directory)!);
                using var outcomes = OutcomeTrail.Open(configuration, replayedFrom: 0, context.Progress);
                outcomes.Verify();
                context.WriteResult(
                    new { verdict = "good", outcomes.History.RetainedFrom, outcomes.History.IndexedThrough, outcomes.History.Entries },
                    $"good: sequences {outcomes.History.RetainedFrom} to {outcomes.History.IndexedThrough}, {outcomes.History.Entries:N0} entries");
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }

    private static Command CreateRebuild()
    {
        var directory = new Argument<string>("DIR") { Description = "The data folder" };
        var acceptLoss = new Option<bool>("--accept-loss")
        {
            Description = "Let history begin at the oldest snapshot when the event log is lost and the journal reaches no further back",
        };
        var options = new SwitchOptions();
        var command = new Command(
            "rebuild", "Make history anew from the event log; when that is damaged or lost, derive it again from the journal first.")
        {
            directory,
            acceptLoss,
        };
        options.AddFileTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var lines = new Progress<string>(context.Progress);
            var result = await HistoryRebuild.RunAsync(
                options.Read(context, context.Get(directory)!), context.Get(acceptLoss), lines, cancellationToken).ConfigureAwait(false);
            context.WriteResult(
                result,
                $"history holds sequences {result.FirstSequence} to {result.LastSequence}, {result.Entries:N0} entries, made in {result.Seconds} s"
                + (result.EventLogDerived ? "; the event log was derived again from the journal" : ""));
            return ExitCodes.Success;
        });
        return command;
    }
}
