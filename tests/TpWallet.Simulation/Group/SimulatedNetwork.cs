using TpWallet.Replication;

namespace TpWallet.Simulation.Group;

/// <summary>Loses, repeats, delays and reorders messages, and breaks directions between members.</summary>
internal sealed class SimulatedNetwork(World world)
{
    private readonly bool[,] _broken = new bool[16, 16];

    /// <summary>Held-back messages: a schedule decides which, and when they go on.</summary>
    public Func<NodeId, NodeId, byte[], bool>? Hold { get; set; }

    public List<(NodeId From, NodeId To, byte[] Message)> Held { get; } = [];

    public void Break(NodeId from, NodeId to, bool broken) => _broken[from.Number, to.Number] = broken;

    public void CutOff(NodeId node, bool cut)
    {
        foreach (var other in world.Nodes)
        {
            Break(node, other.Id, cut);
            Break(other.Id, node, cut);
        }
    }

    public void Heal() => Array.Clear(_broken);

    public void Send(NodeId from, NodeId to, byte[] message)
    {
        if (_broken[from.Number, to.Number] || world.Random.Chance(world.Faults.Lost))
        {
            return;
        }

        if (Hold?.Invoke(from, to, message) == true)
        {
            Held.Add((from, to, message));
            return;
        }

        world.Time.After(DelayMs(), () => Deliver(from, to, message));
        if (world.Random.Chance(world.Faults.Repeated))
        {
            world.Time.After(DelayMs(), () => Deliver(from, to, message));
        }
    }

    /// <summary>Lets go what was held back.</summary>
    public void Release()
    {
        Hold = null;
        foreach (var (from, to, message) in Held)
        {
            Deliver(from, to, message);
        }

        Held.Clear();
    }

    public int DelayMs() => world.Random.Chance(world.Faults.Late) ? world.Random.Between(1, world.Faults.LateMsMax) : world.Random.Between(1, 3);

    private void Deliver(NodeId from, NodeId to, byte[] message)
    {
        if (!_broken[from.Number, to.Number])
        {
            world.Node(to).Receive(from, message);
        }
    }
}
