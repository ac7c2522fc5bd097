using TpWallet.Core;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Replication;
using TpWallet.Replication.Log;
using TpWallet.Replication.Views;
using TpWallet.Simulation.Broken;
using TpWallet.Simulation.Clients;

namespace TpWallet.Simulation.Group;

/// <summary>
/// One run of a member's process: the replica, the core behind it, and the commands of clients. What the real process will do around them, it does
/// in the simplest way.
/// </summary>
internal sealed class SimulatedProcess : INetwork, IViewClient, IReplicaHost, IDisposable
{
    private const int BatchMax = 4;
    private readonly World _world;
    private readonly SimulatedNode _node;
    private readonly int _run;
    private readonly SimulatedLog _log;
    private readonly SealedBatch _batch = new(BatchMax);
    private readonly Queue<(SimulatedClient Client, Operation Operation)> _queue = new();
    private readonly Dictionary<ulong, (SimulatedClient Client, Operation Operation)> _waiting = [];
    private ulong _epoch;
    private bool _isPrimary;

    public SimulatedProcess(World world, SimulatedNode node, int run)
    {
        _world = world;
        _node = node;
        _run = run;
        _log = new SimulatedLog(node.Disk, world.Broken);
        Replica = new Replica(world.OptionsOf(node.Id), _log, this, this, this, world.Rules);
        (Core, Applied) = SimulatedSnapshot.Restore(_log.Snapshot);
        Apply(world.Broken == BrokenRule.UncommittedReplay ? _log.Tail : _log.Recovered.Committed);
    }

    public Replica Replica { get; }

    public SwitchCore Core { get; }

    public LogPosition Applied { get; private set; }

    public void OnRequest(SimulatedClient client, Operation operation)
    {
        if (operation.IsRead && _isPrimary && _world.Broken == BrokenRule.StaleRead)
        {
            var asOf = Applied.Sequence;
            _world.Time.After(_world.Network.DelayMs(), () => client.OnReply(operation, default, asOf));
            return;
        }

        _queue.Enqueue((client, operation));
        if (_queue.Count == 1)
        {
            _world.Time.After(1, () => _node.Enter(this, Flush));
        }
    }

    /// <summary>Sequences what waits, or says that this isn't the place.</summary>
    public void Flush()
    {
        while (_queue.Count > 0)
        {
            _batch.Reset();
            foreach (var (_, operation) in _queue.Take(BatchMax))
            {
                _batch.Append(operation.Command);
            }

            // The wall clock is read once for a batch, as the sealing stage does.
            var result = Replica.TrySequence(_batch, _node.ClockMs);
            if (result is SequencingResult.HandingOver or SequencingResult.TailFull)
            {
                return;
            }

            for (var index = 0; index < _batch.Count; index++)
            {
                var (client, operation) = _queue.Dequeue();
                if (result == SequencingResult.Sequenced)
                {
                    Expect(_batch.Header.FirstSequence + (ulong)index, client, operation);
                }
                else
                {
                    Tell(() => client.OnRefused(operation, Replica.Status.Primary));
                }
            }
        }
    }

    void INetwork.Send(NodeId receiver, ReadOnlySpan<byte> message) => _world.Network.Send(_node.Id, receiver, message.ToArray());

    void IViewClient.Read(long request) =>
        _world.Store.Read(_node.Id, stored => _node.Enter(this, () => Replica.OnViewRead(request, stored)));

    void IViewClient.Swap(long request, StoredView expected, View desired) => _world.Store.Swap(_node.Id, expected, desired, (outcome, revision) =>
        _node.Enter(this, () => Replica.OnSwapAnswered(request, outcome, revision)));

    void IReplicaHost.Commit(in LogPosition committed)
    {
        Apply(committed);
        if (_world.Random.Chance(_world.Faults.Snapshots))
        {
            _log.AppendSnapshot(Applied, SimulatedSnapshot.Take(Core, _world.Broken));
        }
    }

    void IReplicaHost.OnRole(ReplicaRole role, ulong epoch, NodeId primary)
    {
        var deposed = _isPrimary;
        _isPrimary = role == ReplicaRole.Primary;
        _epoch = epoch;
        if (!deposed)
        {
            return;
        }

        foreach (var (client, operation) in _waiting.Values)
        {
            Tell(_world.Rules.RefusesWhatWasSequenced ? () => client.OnRefused(operation, primary) : () => client.OnClosed(operation));
        }

        _waiting.Clear();
    }

    void IReplicaHost.OnSnapshotNeeded(NodeId primary) => throw new SimulationFailure("a journal that was never released doesn't reach back");

    void IReplicaHost.OnStopped(StopReason reason, string explanation) => _world.OnStopped(_node.Id, reason, explanation);

    public void Dispose()
    {
        Core.Dispose();
        _batch.Dispose();
    }

    private void Expect(ulong sequence, SimulatedClient client, Operation operation) => _waiting[sequence] = (client, operation);

    private void Apply(LogPosition committed)
    {
        while (Applied.Sequence < committed.Sequence && _log.TryReadNext(Applied, out var bytes))
        {
            if (SealedBatch.TryRead(bytes.Span, out var batch) != BatchDefect.None)
            {
                throw new SimulationFailure($"{_node.Id} reads a broken batch behind {Applied}");
            }

            Applied = new LogPosition(batch.Header.LastSequence, batch.ComputeHash());
            _world.Auditor.OnApplied(_node.Id, _run, _isPrimary, _epoch, Applied, bytes.Span);
            foreach (ref readonly var command in batch.Commands)
            {
                var reply = default(Reply);
                Core.Apply(command, Core.LastSequence + 1, batch.Header.TimeMs, ref reply);
                Answer(Core.LastSequence, reply);
            }
        }

        if (Applied != committed)
        {
            throw new SimulationFailure($"{_node.Id} is told that {committed} is committed and holds {Applied}");
        }
    }

    private void Answer(ulong sequence, Reply reply)
    {
        if (_waiting.Remove(sequence, out var waiting))
        {
            _world.Auditor.OnReply(_node.Id, sequence, reply);
            Tell(() => waiting.Client.OnReply(waiting.Operation, reply, readAsOf: null));
        }
    }

    private void Tell(Action news)
    {
        if (!_world.Random.Chance(_world.Faults.Lost / 2))
        {
            _world.Time.After(_world.Network.DelayMs(), news);
        }
    }
}
