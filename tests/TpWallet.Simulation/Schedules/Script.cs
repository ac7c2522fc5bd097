using TpWallet.Replication;
using TpWallet.Replication.Wire;
using TpWallet.Simulation.Broken;
using TpWallet.Simulation.Clients;
using TpWallet.Simulation.Faults;
using TpWallet.Simulation.Group;

namespace TpWallet.Simulation.Schedules;

/// <summary>A world without chance faults, in which a schedule says what happens and when. Starts with a primary and everybody in sync.</summary>
internal sealed class Script : IDisposable
{
    private const long PatienceMs = 5_000;
    private readonly SimulatedClient _client;

    public Script(BrokenRule broken, DurabilityLevel durability = DurabilityLevel.Fsync)
        : this(broken, FaultMix.None with { Durability = durability })
    {
    }

    public Script(BrokenRule broken, FaultMix faults)
    {
        World = new World(seed: 7, faults, broken);
        _client = new SimulatedClient(World, windowMax: 0, retries: false);
        foreach (var client in World.Clients)
        {
            client.IsPaused = true;
        }

        Until(() => World.Primary is { } primary && World.Store.Current.View.InSync.Length == 3 && IsAtRest(primary), "the group is at rest");
        First = World.Primary!;
        Second = World.Nodes.First(node => node != First);
        Third = World.Nodes.Last(node => node != First);
    }

    public World World { get; }

    /// <summary>The primary at the beginning.</summary>
    public SimulatedNode First { get; }

    public SimulatedNode Second { get; }

    public SimulatedNode Third { get; }

    public SimulatedViewStore Store => World.Store;

    public SimulatedNetwork Network => World.Network;

    public void For(long milliseconds) => World.Time.RunUntil(World.Time.NowMs + milliseconds);

    /// <exception cref="ScheduleMissedException">It didn't come to pass: the schedule doesn't show what it is meant to.</exception>
    public void Until(Func<bool> condition, string what)
    {
        if (!World.Time.RunUntil(World.Time.NowMs + PatienceMs, condition))
        {
            throw new ScheduleMissedException($"{what}: did not come to pass; {RandomRun.Describe(World)}");
        }
    }

    public void UntilPrimary(SimulatedNode node) => Until(() => World.Primary == node, $"{node.Id} is primary");

    public void UntilInSync(params SimulatedNode[] nodes) => Until(
        () => nodes.All(node => Store.Current.View.HasInSync(node.Id)) && Store.Current.View.InSync.Length == nodes.Length
            && World.Primary?.Process!.Replica.Status.View?.Version == Store.Current.View.Version,
        $"{string.Join(", ", nodes.Select(static node => node.Id))} are in sync");

    public void UntilJoined(SimulatedNode node, SimulatedNode primary) => Until(
        () => node.Process!.Replica.Status is { IsJoined: true } status && status.Primary == primary.Id,
        $"{node.Id} has joined {primary.Id}");

    /// <summary>Hands payments to a node in one batch; nobody asks again.</summary>
    public Operation[] Pay(SimulatedNode node, int count = 1)
    {
        var operations = new Operation[count];
        for (var index = 0; index < count; index++)
        {
            operations[index] = new Operation(World.Workload.Next(), World.Auditor.HighestAnswered) { Attempts = 1 };
            node.OnRequest(_client, operations[index]);
        }

        return operations;
    }

    /// <summary>Pays and waits until the client has the answer.</summary>
    public void PayAnswered(SimulatedNode node)
    {
        var operation = Pay(node)[0];
        Until(() => operation.IsOver, "the payment is answered");
    }

    /// <summary>Holds back what tells a standby that something was committed.</summary>
    public void HoldNotices(SimulatedNode from, SimulatedNode to)
    {
        Network.Hold(MessageKind.CommitNotice, from.Id, to.Id);
        Network.Hold(MessageKind.Heartbeat, from.Id, to.Id);
    }

    /// <summary>Mends everything; the group must serve, and all must agree.</summary>
    public void Settle()
    {
        RandomRun.Heal(World);
        foreach (var client in World.Clients)
        {
            client.IsPaused = false;
        }

        RandomRun.MustProgress(World, away: null);
        RandomRun.MustAgree(World, away: null);
    }

    public void Dispose() => World.Dispose();

    private bool IsAtRest(SimulatedNode primary) => World.Nodes.All(node =>
        node == primary || node.Process!.Replica.Status is { IsJoined: true } status && status.Committed == World.Auditor.End);
}
