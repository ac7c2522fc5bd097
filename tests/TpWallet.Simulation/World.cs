using System.Collections.Immutable;
using TpWallet.Persistence.Journal;
using TpWallet.Replication;
using TpWallet.Replication.Log;
using TpWallet.Replication.Views;
using TpWallet.Simulation.Audit;
using TpWallet.Simulation.Broken;
using TpWallet.Simulation.Clients;
using TpWallet.Simulation.Faults;
using TpWallet.Simulation.Group;

namespace TpWallet.Simulation;

/// <summary>A whole group, its clients and everything between them, in one thread, from one seed.</summary>
internal sealed class World : IDisposable
{
    public const long FirstTimeMs = 1_700_000_000_000;
    private static readonly DiskRecord[] Furnished = Furnish();
    private readonly List<string> _stops = [];

    public World(ulong seed, FaultMix faults, BrokenRule broken, int clients = 3)
    {
        Random = new SeededRandom(seed);
        Faults = faults;
        Broken = broken;
        Rules = broken == BrokenRule.None ? ProtocolRules.Sound : new BrokenRules(broken);
        Time = new VirtualTime();
        Network = new SimulatedNetwork(this);
        Workload = new Workload(Random);
        Auditor = new Auditor();
        Nodes = [.. new ushort[] { 1, 2, 3 }.Select(number => new SimulatedNode(this, new NodeId(number)))];
        var view = InitialView();
        Store = new SimulatedViewStore(this, view);
        DiskRecord[] records =
        [
            .. Furnished, new DiskRecord { Committed = Furnished[0].Position }, new DiskRecord { Epoch = 1 }, new DiskRecord { View = view },
        ];
        Auditor.OnApplied(Nodes[0].Id, 0, asPrimary: true, 1, Furnished[0].Position, Furnished[0].Batch);
        foreach (var node in Nodes)
        {
            node.Disk.Prepare(records);
            node.Start();
        }

        Clients = [.. Enumerable.Range(0, clients).Select(_ => new SimulatedClient(this, windowMax: 2))];
        foreach (var client in Clients)
        {
            client.Start();
        }
    }

    public SeededRandom Random { get; }

    public FaultMix Faults { get; set; }

    public BrokenRule Broken { get; }

    public ProtocolRules Rules { get; }

    public VirtualTime Time { get; }

    public SimulatedNetwork Network { get; }

    public SimulatedViewStore Store { get; }

    public Workload Workload { get; }

    public Auditor Auditor { get; }

    public IReadOnlyList<SimulatedNode> Nodes { get; }

    public IReadOnlyList<SimulatedClient> Clients { get; }

    /// <summary>Whether a replica may stop itself in this run without that being a failure.</summary>
    public bool StopsAreExpected { get; set; }

    public IReadOnlyList<string> Stops => _stops;

    /// <summary>The member that is primary now with the highest epoch; null: none.</summary>
    public SimulatedNode? Primary => Nodes
        .Where(static node => node.IsWorking && node.Process!.Replica.Role == ReplicaRole.Primary)
        .MaxBy(static node => node.Process!.Replica.Status.AcceptedEpoch);

    public SimulatedNode Node(NodeId id) => Nodes[id.Number - 1];

    public ReplicaOptions OptionsOf(NodeId node) => new()
    {
        Node = node,
        Members = [.. Nodes.Select(static member => member.Id)],
        Incarnation = Random.Next() | 1,
        Durability = Faults.Durability,
        HeartbeatIntervalMs = 20,
        FailureTimeoutMs = 150,
        TakeOverStaggerMs = 30,
        ReplicaTimeoutMs = 120,
        ResendTimeoutMs = 30,
        ViewTimeoutMs = 100,
        ViewPollMs = 200,
        HandOverTimeoutMs = 300,
        MaxClockJumpMs = 60_000,
        SendWindowCommands = 64,
        SendWindowBytes = 160 << 10,
        CatchUpBytesPerSecond = Faults.CatchUpBytesPerSecond,
        TailCommandsMax = 256,
    };

    public void OnStopped(NodeId node, StopReason reason, string explanation)
    {
        _stops.Add($"{node}: {reason}");
        Auditor.Require(StopsAreExpected, $"{node} stopped itself: {explanation}");
    }

    public void Dispose()
    {
        foreach (var node in Nodes)
        {
            node.Dispose();
        }

        Auditor.Dispose();
    }

    private View InitialView() => new()
    {
        Epoch = 1,
        Version = 1,
        Primary = Nodes[0].Id,
        InSync = [.. Nodes.Select(static node => new InSyncReplica(node.Id, node.Disk.JournalId))],
        MinInSync = 2,
        Members = Nodes.ToImmutableSortedDictionary(static node => node.Id.Number, static node => $"10.0.0.{node.Id.Number}:7301"),
    };

    private static DiskRecord[] Furnish()
    {
        var commands = Simulation.Clients.Workload.Furnishing();
        using var batch = new SealedBatch(commands.Length);
        foreach (ref readonly var command in commands.AsSpan())
        {
            batch.Append(command);
        }

        batch.Seal(1, FirstTimeMs - 1_000_000, 1, default);
        return [new DiskRecord { Batch = batch.Bytes.ToArray(), Position = new LogPosition(batch.Header.LastSequence, batch.Hash) }];
    }
}
