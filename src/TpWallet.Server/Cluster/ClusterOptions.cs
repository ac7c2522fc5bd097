using System.CommandLine;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.Cluster;

/// <summary>The options of commands that run a whole group on this host.</summary>
internal sealed class ClusterOptions
{
    private const int BasePort = 7400;
    private const int BasePortMax = 65_000;

    private readonly Option<int> _nodes = Numbers.Option("--nodes", "How many members", 3, 2, ClusterPlan.NodesMax);

    private readonly Option<string> _data = new("--data")
    {
        Description = "Folder of the whole group, created when missing [default: a temporary one, deleted at the end]",
        HelpName = "DIR",
    };

    private readonly Option<bool> _clean = new("--clean") { Description = "Delete the folder's group first, data and all" };

    private readonly Option<int> _basePort = Numbers.Option(
        "--base-port", "Member n listens on this port + n; for HTTP 100 higher, for the other members 200 higher (UDP)", BasePort, 1_024,
            BasePortMax);

    private readonly Option<string> _etcd = new("--etcd-endpoints")
    {
        Description = "Client addresses of an etcd that keeps the view, separated by commas [default: a locked file keeps it]",
        HelpName = "URLS",
    };

    private readonly Option<GroupDurability?> _durability = Choices.Option<GroupDurability>(
        "--durability", "What a payment must have come to on every in-sync member before it is answered [default: quorum-fsync]");

    private readonly Option<uint?> _accounts = Size("--accounts", "Accounts", ClusterPlan.SmallTables.Accounts);

    private readonly Option<uint?> _openAuthorizations = Size(
        "--open-authorizations", "Open authorizations, ended payments remembered in what is left", ClusterPlan.SmallTables.OpenAuthorizations);

    private readonly Option<uint?> _duplicateEntries = Size(
        "--duplicate-entries", "Remembered request ids; history's index grows with them", ClusterPlan.SmallTables.DuplicateEntries);

    private readonly Option<bool> _noHistory = new("--no-history") { Description = "Keep neither event log nor history" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] options =
        [
            _nodes, _data, _clean, _basePort, _etcd, _durability, _accounts, _openAuthorizations, _duplicateEntries, _noHistory,
        ];
        foreach (var option in options)
        {
            command.Add(option);
        }
    }

    /// <summary>The group that is meant; its folder is cleaned, if asked for.</summary>
    /// <exception cref="CommandFailure">The options don't fit together.</exception>
    public ClusterWorkplace Open(CommandContext context)
    {
        var named = context.Get(_data);
        if (context.Get(_clean))
        {
            if (named is null)
            {
                throw new CommandFailure(ExitCodes.Usage, "--clean needs --data: a temporary folder is empty anyway");
            }

            ClusterFolder.Clean(named);
        }

        var folder = Path.GetFullPath(named ?? Directory.CreateTempSubdirectory("tpwallet-cluster-").FullName);
        return new ClusterWorkplace(
            new ClusterPlan
            {
                Nodes = context.Get(_nodes),
                Folder = folder,
                BasePort = context.Get(_basePort),
                EtcdEndpoints = context.Get(_etcd)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
                Durability = context.Get(_durability) ?? GroupDurability.QuorumFsync,
                Genesis = ClusterPlan.SmallTables with
                {
                    Accounts = context.Get(_accounts) ?? ClusterPlan.SmallTables.Accounts,
                    OpenAuthorizations = context.Get(_openAuthorizations) ?? ClusterPlan.SmallTables.OpenAuthorizations,
                    DuplicateEntries = context.Get(_duplicateEntries) ?? ClusterPlan.SmallTables.DuplicateEntries,
                },
                History = !context.Get(_noHistory),
            },
            isTemporary: named is null);
    }

    private static Option<uint?> Size(string name, string description, uint standard) =>
        Numbers.Optional(name, $"{description} [default: {standard}]", 1u, uint.MaxValue);
}
