using System.Security.Cryptography;
using TpWallet.Disruptor;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;
using TpWallet.Replication;
using TpWallet.Replication.Log;
using TpWallet.Replication.Snapshots;
using TpWallet.Replication.Views;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Engine.Group;

/// <summary>Of a member of a group: the log that all members hold decides, and the core is let through what is committed.</summary>
internal sealed class GroupSequencer : ISequencer
{
    private const int CollectedBatchesMax = 4;
    private const int UndecidedMax = 4;
    private static readonly TimeSpan ViewTimeout = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan HandOverTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FetchRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly SwitchConfiguration _configuration;
    private readonly GroupConfiguration _group;
    private readonly GroupSeams _seams;
    private readonly ReplicaJournal _log;
    private readonly BatchQueue<CollectedBatch> _batches;
    private readonly CommitGate _gate;
    private readonly CollectStage _collect;
    private readonly IProgress<string> _lines;
    private readonly TimeProvider _time;
    private readonly GroupRole _role;
    private readonly JournalOptions _journalOptions;
    private readonly SnapshotExchange _exchange;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _fetching = Task.CompletedTask;
    private readonly CancellationTokenSource _stopping = new();
    private Task _bootstrap = Task.CompletedTask;

    public GroupSequencer(SwitchConfiguration configuration, GroupSeams seams, GroupSurroundings around)
    {
        var group = configuration.Group!;
        _configuration = configuration;
        _group = group;
        _seams = seams;
        _log = around.Log;
        _lines = around.Lines;
        _time = around.Time;
        _role = around.Role;
        _journalOptions = around.JournalOptions;
        _exchange = new SnapshotExchange(seams.Network, new SnapshotExchangeOptions
        {
            Directory = Path.Combine(configuration.Data, SwitchConfiguration.SnapshotsFolder),
            Hold = around.SnapshotHold,
            Log = around.Lines.Report,
        });
        Self = NodeOf(group.Node);
        _batches = new(CollectedBatchesMax, () => new CollectedBatch(configuration.Engine.MaxBatch), "The group's agent");
        _gate = new CommitGate(around.Applied, around.Cut);
        _collect = new CollectStage(_batches, seams.Network.Wake);
        var members = GroupBootstrap.MembersOf(group);
        Agent = new GroupAgent(
            new GroupAgentParts
            {
                Around = around,
                Batches = _batches,
                Gate = _gate,
                Network = seams.Network,
                Genesis = GenesisCommand.Create(configuration.Genesis),
                UndecidedMax = UndecidedMax,
                ClientAddressOf = node => members.GetValueOrDefault(node.Number),
                OnSnapshotNeeded = OnSnapshotNeeded,
            },
            OptionsOf(group, Self),
            seams.Store,
            ViewTimeout);
        _log.Advanced = seams.Network.Wake;
    }

    /// <summary>This member.</summary>
    public NodeId Self { get; }

    /// <summary>What a payment must have come to before it is answered.</summary>
    public GroupDurability Durability => _group.Durability;

    /// <summary>The smallest in-sync set that the configuration asks for.</summary>
    public int ConfiguredMinInSync => _group.MinInSync;

    /// <summary>The replica's thread.</summary>
    public GroupAgent Agent { get; }

    public IReadOnlyList<(string Name, IStage<Slot> Stage)> Stages => [("collect", _collect), ("commit", _gate)];

    public ICommittedRuns Committed => _gate;

    public JournalPosition Position => _gate.Position;

    public long Batches => _gate.Batches;

    public long Bytes => _gate.Bytes;

    /// <inheritdoc/>
    /// <remarks>The agent's failure shows here before the stages notice that it has ended.</remarks>
    public Task Completion => Agent.Completion.IsFaulted ? Agent.Completion : _completion.Task;

    /// <summary>The member of a name that has been checked.</summary>
    public static NodeId NodeOf(string name) => NodeId.TryParse(name, out var node) ? node
        : throw new ConfigurationException($"'{name}' is no member's name");

    /// <summary>Collecting runs on its own thread: it goes on while the core is held back.</summary>
    public StagePipeline<Slot> Arrange(RingBuffer<Slot> ring, IReadOnlyList<IStage<Slot>> stages) => new(
        ring,
        [stages[0], new StageGroup([.. stages.Skip(1)])],
        Topology.ThreadPerStage,
        _configuration.Engine.MaxBatch,
        new ChainBoundary());

    public void Start()
    {
        _role.Follow(null);
        _bootstrap = GroupBootstrap.RunAsync(_group, Self, _log, _seams.Store, _lines, _time, _stopping.Token);
        Agent.Start();
        _ = Agent.Completion.ContinueWith(Forward, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        void Forward(Task ended)
        {
            if (ended.Exception is { } failure)
            {
                _completion.TrySetException(failure.InnerExceptions);
            }
        }
    }

    public void Nudge() => Agent.Nudge();

    /// <summary>A primary hands over, so that nobody has to notice first that it went.</summary>
    public async Task LeaveAsync()
    {
        try
        {
            var status = await Agent.AskAsync(static replica => replica.Status, CancellationToken.None).ConfigureAwait(false);
            foreach (var standby in status is { Role: ReplicaRole.Primary, View: { } view } ? view.InSync : [])
            {
                if (standby.Node != Self && await HandOverAsync(standby.Node, CancellationToken.None).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The agent has ended: this member leads no more.
        }
    }

    /// <summary>What this member still leads gets its verdict, or is given up after a while.</summary>
    public async Task DrainAsync()
    {
        try
        {
            await UntilAsync(static replica => replica.Role != ReplicaRole.Primary || replica.Status is { } status && status.Tail == status.Committed,
                DrainTimeout).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The agent has ended: nothing is left to be given a verdict.
        }

        Agent.GiveUp();
    }

    /// <summary>Hands over to a member that is in sync.</summary>
    /// <returns>Whether this member is no longer primary.</returns>
    public async Task<bool> HandOverAsync(NodeId target, CancellationToken cancellationToken)
    {
        var began = await Agent.AskAsync(replica => replica.TryHandOver(target), cancellationToken).ConfigureAwait(false);
        return began && await UntilAsync(static replica => replica.Role != ReplicaRole.Primary, HandOverTimeout).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_bootstrap, _fetching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Agent.StopAsync().ConfigureAwait(false);
        _completion.TrySetResult();
        Agent.Dispose();
        _exchange.Dispose();
        _seams.Dispose();
        _batches.Dispose();
        _gate.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Agent: the primary's journal doesn't reach back to what this member holds. Said again and again until it does.</summary>
    private void OnSnapshotNeeded(NodeId primary)
    {
        if (_fetching.IsCompleted && !_stopping.IsCancellationRequested)
        {
            _lines.Report($"{primary}'s journal no longer reaches back to what this member holds: fetching a snapshot");
            _fetching = Task.Run(() => FetchAsync(primary, _stopping.Token), CancellationToken.None);
        }
    }

    /// <summary>Into a folder of its own: among this member's own snapshots it would be ahead of the journal.</summary>
    private async Task<SnapshotInfo> FetchSnapshotAsync(NodeId primary, CancellationToken cancellationToken)
    {
        using var store = SnapshotStore.Own(new SnapshotOptions
        {
            Directory = SnapshotInstallation.Begin(_configuration.Data),
            ReserveBytes = _configuration.DiskReserveBytes,
        });
        return await _exchange.FetchAsync(primary, store, new FetchProgress(_lines), cancellationToken).ConfigureAwait(false);
    }

    private async Task FetchAsync(NodeId primary, CancellationToken cancellationToken)
    {
        try
        {
            var snapshot = await FetchSnapshotAsync(primary, cancellationToken).ConfigureAwait(false);
            if (!await Agent.AskAsync(_ => Agent.TryEndBehind(snapshot.Position.Sequence), cancellationToken).ConfigureAwait(false))
            {
                _lines.Report("the snapshot is not needed any more: this member has found what it lacked");
                SnapshotInstallation.Discard(_configuration.Data);
                return;
            }

            // The replica has ended: nothing is promised any more that the new journal would not know of.
            await Agent.StopAsync().ConfigureAwait(false);
            SnapshotInstallation.Complete(_configuration.Data, _journalOptions with { Base = snapshot.Position }, Agent.LastStatus);
            _completion.TrySetException(new RestartNeededException(
                $"begins anew behind the snapshot of sequence {snapshot.Position.Sequence} that it got from {primary}"));
        }
        catch (Exception exception) when (exception is SnapshotTransferException or SnapshotException)
        {
            SnapshotInstallation.Discard(_configuration.Data);
            _lines.Report($"no snapshot from {primary}: {exception.Message}; trying again");
            await Task.Delay(FetchRetry, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _completion.TrySetException(exception);
        }
    }

    /// <summary>Waits until the view shows a change that was begun.</summary>
    /// <returns>False: it doesn't within a while.</returns>
    public Task<bool> ViewShowsAsync(Func<View?, bool> isDone) => UntilAsync(replica => isDone(replica.Status.View), HandOverTimeout);

    /// <summary>The last end of a batch at or below a sequence. For the agent's thread.</summary>
    public bool TryFindBoundary(ulong sequence, out LogPosition boundary) => _log.TryFindBoundary(sequence, out boundary);

    /// <summary>Waits for something of the replica.</summary>
    /// <returns>False: it did not come about in time.</returns>
    /// <exception cref="OperationCanceledException">The agent has ended.</exception>
    public async Task<bool> UntilAsync(Func<Replica, bool> condition, TimeSpan atMost)
    {
        using var timer = new PeriodicTimer(Look);
        var started = TimeProvider.System.GetTimestamp();
        while (!await Agent.AskAsync(condition, CancellationToken.None).ConfigureAwait(false))
        {
            if (TimeProvider.System.GetElapsedTime(started) > atMost)
            {
                return false;
            }

            await timer.WaitForNextTickAsync().ConfigureAwait(false);
        }

        return true;
    }

    private sealed class FetchProgress(IProgress<string> lines) : IProgress<SnapshotProgress>
    {
        private long _toldTicks = TimeProvider.System.GetTimestamp();

        public void Report(SnapshotProgress value)
        {
            if (TimeProvider.System.GetElapsedTime(_toldTicks) >= TimeSpan.FromSeconds(1))
            {
                _toldTicks = TimeProvider.System.GetTimestamp();
                lines.Report($"fetching a snapshot: {value.BytesDone * 100 / value.BytesTotal} % of {value.BytesTotal >> 20} MiB "
                    + (value.Stage == SnapshotStage.Writing ? "written" : "verified"));
            }
        }
    }

    private static ReplicaOptions OptionsOf(GroupConfiguration group, NodeId self) => new()
    {
        Node = self,
        Members = [.. group.Members.Keys.Select(NodeOf)],
        Incarnation = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1,
        Durability = group.Durability == GroupDurability.QuorumMemory ? DurabilityLevel.Memory : DurabilityLevel.Fsync,
        FailureTimeoutMs = group.FailureTimeoutMs,
        ReplicaTimeoutMs = group.ReplicaTimeoutMs,
        MaxClockJumpMs = group.MaxClockJumpMs,
    };
}
