using System.Runtime.InteropServices;
using TpWallet.Replication;
using TpWallet.Replication.Wire;

namespace TpWallet.Simulation.Group;

/// <summary>Loses, repeats, delays and reorders messages, and breaks directions between members.</summary>
internal sealed class SimulatedNetwork(World world)
{
    private readonly bool[,] _broken = new bool[16, 16];

    private readonly List<(MessageKind Kind, NodeId From, NodeId To)> _holds = [];
    private readonly List<(NodeId From, NodeId To, byte[] Message)> _held = [];

    /// <summary>From now on messages of a kind are held back between two members.</summary>
    public void Hold(MessageKind kind, NodeId from, NodeId to) => _holds.Add((kind, from, to));

    public void Break(NodeId from, NodeId to, bool broken) => _broken[from.Number, to.Number] = broken;

    public void CutOff(NodeId node, bool cut)
    {
        foreach (var other in world.Nodes)
        {
            Break(node, other.Id, cut);
            Break(other.Id, node, cut);
        }
    }

    public void Heal()
    {
        Array.Clear(_broken);
        DropHeld();
    }

    public void Send(NodeId from, NodeId to, byte[] message)
    {
        if (_broken[from.Number, to.Number] || world.Random.Chance(world.Faults.Lost))
        {
            return;
        }

        if (_holds.Count > 0 && _holds.Contains((MemoryMarshal.Read<MessageHeader>(message).Kind, from, to)))
        {
            _held.Add((from, to, message));
            return;
        }

        world.Time.After(DelayMs(), () => Deliver(from, to, message));
        if (world.Random.Chance(world.Faults.Repeated))
        {
            world.Time.After(DelayMs(), () => Deliver(from, to, message));
        }
    }

    /// <summary>Delivers what was held back of a kind, late; newer ones are still held.</summary>
    public void DeliverHeld(MessageKind kind)
    {
        foreach (var (from, to, message) in _held.ToArray())
        {
            if (MemoryMarshal.Read<MessageHeader>(message).Kind == kind)
            {
                Deliver(from, to, message);
            }
        }
    }

    /// <summary>Holds nothing any more; what was held is lost.</summary>
    public void DropHeld()
    {
        _holds.Clear();
        _held.Clear();
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
