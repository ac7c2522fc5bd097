using System.CommandLine;
using System.Text.Json;
using TpWallet.Server.Backups;
using TpWallet.Server.Operations;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet backup</c>.</summary>
internal static class BackupCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var directory = new Argument<string>("DIR") { Description = "The data folder of the switch, whether it runs or not" };
        var target = new Option<string>("--to") { Description = "New or empty folder for the copy", HelpName = "DIR", Required = true };
        var command = new Command(
            "backup",
            "Copy everything that is needed to restore the switch: snapshot, event log, journal. A running switch goes on serving and writes the "
            + "copy itself; one that doesn't run is recovered for it. The copy is complete when it holds backup.json. Configuration and keys aren't "
            + "in it.")
        {
            directory,
            target,
        };
        var options = new SwitchOptions();
        options.AddFileTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var data = context.Get(directory)!;
            var to = Path.GetFullPath(context.Get(target)!);
            if (TargetFolder.WhyNot(to) is { } reason)
            {
                throw new CommandFailure(ExitCodes.Usage, reason);
            }

            Write(context, OperatorClient.IsRunning(data)
                ? await AskAsync(context, data, to, cancellationToken).ConfigureAwait(false)
                : await OfflineBackup.RunAsync(options.Read(context, data), to, new Progress<string>(context.Progress), cancellationToken)
                    .ConfigureAwait(false));
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<BackupResult> AskAsync(CommandContext context, string data, string to, CancellationToken cancellationToken)
    {
        var path = $"/backup?to={Uri.EscapeDataString(to)}";
        var answer = await OperatorClient.AskAsync(data, HttpMethod.Post, path, context.Progress, cancellationToken).ConfigureAwait(false);
        return answer.Deserialize<BackupResult>(CommandContext.JsonOptions)!;
    }

    private static void Write(CommandContext context, BackupResult backup) => context.WriteResult(
        backup,
        $"backup in {backup.Directory}: snapshot of sequence {backup.SnapshotSequence}, journal through {backup.Sequence}, {backup.Files} files, "
        + $"{backup.Bytes / 1048576.0:N1} MiB in {backup.Seconds} s");
}
