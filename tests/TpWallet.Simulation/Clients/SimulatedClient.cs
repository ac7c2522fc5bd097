using TpWallet.Messages;
using TpWallet.Replication;

namespace TpWallet.Simulation.Clients;

/// <summary>
/// An acquirer: sends each operation to whom it takes for the primary, and the same again elsewhere until it has an answer. A node that refuses did
/// not sequence; when every attempt was refused it may give up, and then nothing may have happened.
/// </summary>
internal sealed class SimulatedClient(World world, int windowMax, bool retries = true)
{
    private readonly List<Operation> _open = [];
    private NodeId _target = world.Nodes[0].Id;

    public bool IsPaused { get; set; }

    public int Open => _open.Count;

    public int Answered { get; private set; }

    public void Start() => world.Time.After(world.Random.Between(1, 20), Work);

    /// <summary>The node answered; or it reads outside of the log, and says as of where.</summary>
    public void OnReply(Operation operation, in Reply reply, ulong? readAsOf)
    {
        if (operation.IsOver)
        {
            return;
        }

        world.Auditor.OnAnswered(operation, reply, readAsOf);
        Answered++;
        Close(operation);
    }

    /// <summary>The node isn't primary and has sequenced nothing.</summary>
    public void OnRefused(Operation operation, NodeId hint)
    {
        operation.Refusals++;
        if (operation.IsOver || !retries)
        {
            return;
        }

        _target = hint.IsNone || world.Random.Chance(300) ? world.Random.Pick(world.Nodes).Id : hint;
        if (operation.Refusals == operation.Attempts && world.Random.Chance(50))
        {
            world.Auditor.OnGivenUp(operation);
            Close(operation);
        }
        else
        {
            world.Time.After(world.Random.Between(5, 30), () => Send(operation));
        }
    }

    /// <summary>The connection broke: what was under way may or may not have happened.</summary>
    public void OnClosed(Operation operation)
    {
        if (!operation.IsOver && retries)
        {
            _target = world.Random.Pick(world.Nodes).Id;
            world.Time.After(world.Random.Between(1, 20), () => Send(operation));
        }
    }

    private void Work()
    {
        if (!IsPaused && _open.Count < windowMax)
        {
            var operation = new Operation(world.Workload.Next(), world.Auditor.HighestAnswered);
            _open.Add(operation);
            Send(operation);
        }

        world.Time.After(world.Random.Between(5, 40), Work);
    }

    private void Send(Operation operation)
    {
        if (operation.IsOver)
        {
            return;
        }

        operation.Attempts++;
        var attempt = operation.Attempts;
        var target = _target;
        if (!world.Random.Chance(world.Faults.Lost / 2))
        {
            world.Time.After(world.Network.DelayMs(), () => world.Node(target).OnRequest(this, operation));
        }

        world.Time.After(world.Random.Between(150, 400), () => OnTimeout(operation, attempt));
    }

    private void OnTimeout(Operation operation, int attempt)
    {
        if (!operation.IsOver && operation.Attempts == attempt)
        {
            _target = world.Random.Pick(world.Nodes).Id;
            Send(operation);
        }
    }

    private void Close(Operation operation)
    {
        operation.IsOver = true;
        _open.Remove(operation);
    }
}
