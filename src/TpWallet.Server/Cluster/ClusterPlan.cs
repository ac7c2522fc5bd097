using System.Net;
using System.Numerics;
using TpWallet.Protocol.Binary;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Cluster;

/// <summary>A group of members that all run on this host.</summary>
internal sealed record ClusterPlan
{
    /// <summary>Most members.</summary>
    public const int NodesMax = 7;

    // Three entries of history for each request id that the core forgets, five in each 64 bytes of index.
    private const long HistoryIndexBytesOfEntry = 40;
    private const long HistoryIndexBytesMax = 1L << 30;

    private const int RestPortOffset = 100;
    private const int ReplicationPortOffset = 200;

    /// <summary>How many members, 2 to <see cref="NodesMax"/>.</summary>
    public required int Nodes { get; init; }

    /// <summary>The folder of everything: a folder for each member, the group's key, the view.</summary>
    public required string Folder { get; init; }

    /// <summary>Member n listens for acquirers on this port + n, for HTTP 100 higher, for the others 200 higher (UDP).</summary>
    public required int BasePort { get; init; }

    /// <summary>etcd's client addresses; empty: the view is a locked file.</summary>
    public IReadOnlyList<string> EtcdEndpoints { get; init; } = [];

    /// <summary>What a payment must have come to before it is answered.</summary>
    public GroupDurability Durability { get; init; }

    /// <summary>Table sizes.</summary>
    public GenesisConfiguration Genesis { get; init; } = SmallTables;

    /// <summary>Whether event log and history are kept.</summary>
    public bool History { get; init; } = true;

    /// <summary>Table sizes when nothing else is said: several members share this machine's memory.</summary>
    public static GenesisConfiguration SmallTables { get; } = new()
    {
        Accounts = 200_000,
        OpenAuthorizations = 1_000_000,
        DuplicateEntries = 2_000_000,
        Instruments = 100_000,
    };

    /// <summary>The group's key.</summary>
    public string KeyFile => Path.Combine(Folder, "group.key");

    /// <summary>Names of the members.</summary>
    public IEnumerable<string> Names => Enumerable.Range(1, Nodes).Select(NameOf);

    /// <summary>Members that must hold a payment: the majority.</summary>
    public int MinInSync => (Nodes / 2) + 1;

    /// <summary>What is different in a member's configuration, by its number; null: nothing.</summary>
    public Func<int, SwitchConfiguration, SwitchConfiguration>? Adjust { get; init; }

    /// <summary>The group as its clients know it.</summary>
    public SwitchTarget Target => SwitchTarget.Of(
        [.. Enumerable.Range(1, Nodes).Select(number => new SwitchAddress(IPAddress.Loopback.ToString(), BasePort + number))]);

    private long HistoryIndexBytes => Math.Min((long)BitOperations.RoundUpToPowerOf2(Genesis.DuplicateEntries * (ulong)HistoryIndexBytesOfEntry),
        HistoryIndexBytesMax);

    /// <summary>The name of a member, by its number from 1.</summary>
    public static string NameOf(int number) => $"node-{number}";

    /// <summary>The data folder of a member.</summary>
    public string DataOf(int number) => Path.Combine(Folder, NameOf(number));

    /// <summary>The configuration file of a member.</summary>
    public string FileOf(int number) => Path.Combine(Folder, $"{NameOf(number)}.json");

    /// <summary>Where acquirers reach a member.</summary>
    public string ClientsOf(int number) => $"127.0.0.1:{BasePort + number}";

    /// <summary>Where a member's HTTP is.</summary>
    public int RestPortOf(int number) => BasePort + RestPortOffset + number;

    /// <summary>The configuration of a member.</summary>
    public SwitchConfiguration ConfigurationOf(int number)
    {
        var configuration = StandardOf(number);
        return Adjust is null ? configuration : Adjust(number, configuration);
    }

    private SwitchConfiguration StandardOf(int number) => new()
    {
        Data = DataOf(number),
        Port = BasePort + number,
        Rest = new RestConfiguration { Port = RestPortOf(number) },
        Genesis = Genesis,
        History = new HistoryConfiguration { Enabled = History, IndexBytes = HistoryIndexBytes },
        Group = new GroupConfiguration
        {
            Node = NameOf(number),
            Members = Enumerable.Range(1, Nodes).ToDictionary(NameOf, member => new GroupMemberConfiguration
            {
                Clients = ClientsOf(member),
                Replication = $"127.0.0.1:{BasePort + ReplicationPortOffset + member}",
            }),
            MinInSync = MinInSync,
            Durability = Durability,
            KeyFile = KeyFile,
            ViewStore = EtcdEndpoints.Count == 0
                ? new ViewStoreConfiguration { Folder = Path.Combine(Folder, "view") }
                : new ViewStoreConfiguration { Kind = ViewStoreKind.Etcd, Endpoints = EtcdEndpoints },
        },
    };
}
