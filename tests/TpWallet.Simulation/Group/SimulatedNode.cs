using TpWallet.Replication;
using TpWallet.Simulation.Clients;

namespace TpWallet.Simulation.Group;

/// <summary>A machine: a disk that stays, and a process that comes and goes.</summary>
internal sealed class SimulatedNode(World world, NodeId id) : IDisposable
{
    private const long TickMs = 10;
    private readonly List<Action> _missed = [];
    private long _clockSkewMs;
    private int _runs;

    public NodeId Id { get; } = id;

    public SimulatedDisk Disk { get; } = new(world);

    public SimulatedProcess? Process { get; private set; }

    public bool IsPaused { get; private set; }

    public bool IsRunning => Process is not null;

    /// <summary>Whether the process runs and is not halted by itself.</summary>
    public bool IsWorking => Process is { Replica.Role: not ReplicaRole.Stopped } && !IsPaused;

    public long ClockMs => World.FirstTimeMs + world.Time.NowMs + _clockSkewMs;

    public void Start()
    {
        _clockSkewMs = world.Random.Between(-world.Faults.ClockSkewMsMax, world.Faults.ClockSkewMsMax);
        var process = new SimulatedProcess(world, this, ++_runs);
        Process = process;
        Disk.Synced = ticket => Enter(process, () => process.Replica.OnDurable(ticket));
        Tick(process);
    }

    public void Crash(bool powerCut = true, int? keepUnsynced = null)
    {
        Process?.Dispose();
        Process = null;
        IsPaused = false;
        _missed.Clear();
        Disk.Crash(powerCut, keepUnsynced);
    }

    public void Pause() => IsPaused = IsRunning;

    public void Resume()
    {
        IsPaused = false;
        var missed = _missed.ToArray();
        _missed.Clear();
        foreach (var action in missed)
        {
            action();
        }
    }

    public void Receive(NodeId from, byte[] message)
    {
        if (Process is { } process)
        {
            Enter(process, () => process.Replica.OnMessage(from, message));
        }
    }

    public void OnRequest(SimulatedClient client, Operation operation)
    {
        if (Process is { } process)
        {
            Enter(process, () => process.OnRequest(client, operation));
        }
        else
        {
            client.OnClosed(operation);
        }
    }

    /// <summary>Something reaches a process: now, when it goes on, or never.</summary>
    public void Enter(SimulatedProcess process, Action action)
    {
        if (process != Process)
        {
            return;
        }

        if (IsPaused)
        {
            _missed.Add(() => Enter(process, action));
            return;
        }

        process.Replica.Tick(world.Time.NowMs);
        action();
    }

    public void Dispose() => Process?.Dispose();

    private void Tick(SimulatedProcess process)
    {
        if (process == Process)
        {
            if (!IsPaused)
            {
                Enter(process, static () => { });
                process.Flush();
            }

            world.Time.After(TickMs, () => Tick(process));
        }
    }
}
