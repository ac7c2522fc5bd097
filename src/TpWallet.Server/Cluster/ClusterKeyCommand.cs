using System.CommandLine;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Group;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.Cluster;

/// <summary><c>tpwallet cluster key</c>.</summary>
internal static class ClusterKeyCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The file to write; there must be none yet" };
        var id = Numbers.Option("--id", "Number of the key: another one than that of the key in use", 1u, 1u, uint.MaxValue);
        var command = new Command(
            "key",
            "Write a new random key for a group, readable by its owner alone. Every member needs a copy. To change the key of a running group see "
            + "RUNBOOK.md of replication.")
        {
            file,
            id,
        };
        CommandContext.SetAction(command, (context, _) =>
        {
            var path = Path.GetFullPath(context.Get(file)!);
            try
            {
                GroupKeyFile.Create(path, context.Get(id));
            }
            catch (ConfigurationException exception)
            {
                throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
            }

            context.WriteResult(new { file = path, id = context.Get(id) },
                $"key {context.Get(id)} in {path}: copy it to every member, over a safe way");
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }
}
