using System.CommandLine;
using TpWallet.Server.Backups;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet restore</c>.</summary>
internal static class RestoreCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var backup = new Argument<string>("BACKUP") { Description = "Folder that 'tpwallet backup' has written" };
        var target = new Option<string>("--to") { Description = "New or empty data folder", HelpName = "DIR", Required = true };
        var command = new Command(
            "restore",
            "Make a data folder of a backup. Every file is compared with backup.json before anything is written; the copy is recovered as a start "
            + "would do it. Says sequence and state hash. A damaged backup ends with 4.")
        {
            backup,
            target,
        };
        var options = new SwitchOptions();
        options.AddFileTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var (from, to) = (context.Get(backup)!, context.Get(target)!);
            if (TargetFolder.WhyNot(to) is { } reason)
            {
                throw new CommandFailure(ExitCodes.Usage, reason);
            }

            var configuration = options.Read(context, to);
            var run = new RestoreRun(new Progress<string>(context.Progress));
            using var state = await Task.Run(() => run.Run(from, to, configuration.DiskReserveBytes, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            return RecoveryReport.Write(context, state);
        });
        return command;
    }
}
