using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Group;

namespace TpWallet.Server.Cluster;

/// <summary>Writes what the members of a group on this host need: their configuration files and the group's key.</summary>
internal static class ClusterFolder
{
    private const uint FirstKeyId = 1;

    /// <summary>Writes what is missing; what is there, data above all, stays.</summary>
    /// <exception cref="CommandFailure">The folder holds something else, or a group of another size or address.</exception>
    public static void Prepare(ClusterPlan plan)
    {
        Directory.CreateDirectory(plan.Folder);
        if (!File.Exists(plan.KeyFile))
        {
            GroupKeyFile.Create(plan.KeyFile, FirstKeyId);
        }

        for (var number = 1; number <= plan.Nodes; number++)
        {
            var configuration = plan.ConfigurationOf(number);
            SwitchConfigurationCheck.Check(configuration);
            var text = SwitchConfigurationFile.Format(configuration);
            var file = plan.FileOf(number);
            if (File.Exists(file) && File.ReadAllText(file) != text)
            {
                throw new CommandFailure(ExitCodes.Usage, $"{file} is there and says something else than this command line: use the same options as "
                    + "before, another --data, or --clean to begin anew");
            }

            File.WriteAllText(file, text);
        }
    }

    /// <summary>Deletes a group of this host, and nothing else.</summary>
    /// <exception cref="CommandFailure">The folder holds something that isn't a group's.</exception>
    public static void Clean(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        var strangers = Directory.EnumerateFileSystemEntries(folder).Select(static path => Path.GetFileName(path)).Where(static name =>
            !IsOurs(name)).ToArray();
        if (strangers.Length > 0)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{folder} holds '{strangers[0]}', which no group has: it is not deleted");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static bool IsOurs(string name) =>
        name is "group.key" or "view" or "etcd" || name.StartsWith("node-", StringComparison.Ordinal);
}
