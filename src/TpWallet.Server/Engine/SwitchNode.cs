using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using TpWallet.Disruptor;
using TpWallet.Gateway;
using TpWallet.Gateway.Binary;
using TpWallet.Gateway.Health;
using TpWallet.Gateway.Respond;
using TpWallet.Gateway.Rest;
using TpWallet.Gateway.Rest.Keys;
using TpWallet.Gateway.Sessions;
using TpWallet.Gateway.Timeline;
using TpWallet.Messages;
using TpWallet.Persistence.Faults;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;
using TpWallet.Protocol.Binary;
using TpWallet.Server.Cluster.Status;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Group;
using TpWallet.Server.Engine.History;
using TpWallet.Server.Engine.Storage;
using TpWallet.Server.Iso8583;
using TpWallet.Server.Operations;
using TpWallet.Server.Rest;

namespace TpWallet.Server.Engine;

/// <summary>
/// One switch: journal, core, ring and listener, put together. Starting recovers the journal into the core; stopping drains. The order of the
/// stages is the promise: sealed, durable, applied, answered.
/// </summary>
internal sealed class SwitchNode : IAsyncDisposable
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(30);

    private readonly ILoggerFactory _loggerFactory;
    private readonly SwitchConfiguration _configuration;
    private readonly SwitchStorage _storage;
    private readonly IProgress<string> _lines;
    private readonly CancellationTokenSource _serving = new();
    private readonly PublishedWindow _window = new();
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private readonly GroupGauge? _gauge;
    private readonly ISequencer _sequencer;
    private readonly TickSource _ticks;
    private readonly CoreStage _coreStage;
    private readonly RingBuffer<Slot> _ring;
    private readonly SessionRegistry _sessions;
    private readonly PaymentHistory? _payments;
    private readonly MessageLog? _messages;
    private readonly StagePipeline<Slot> _pipeline;
    private readonly BinaryListener _listener;
    private readonly IsoEdge _iso;
    private readonly HttpEdge _http;
    private readonly TableMemoryTaker _memory;
    private DiskWatch? _disk;
    private OperatorSocket? _operatorSocket;
    private NodeOperations? _operations;
    private Task _automaticSnapshots = Task.CompletedTask;
    private bool _stopped;

    private SwitchNode(SwitchConfiguration configuration, SwitchStorage storage, GroupSeams? seams, TimeProvider time, HttpEdge http,
        IProgress<string> lines, ILoggerFactory loggerFactory)
    {
        _configuration = configuration;
        _storage = storage;
        _lines = lines;
        _loggerFactory = loggerFactory;
        _http = http;
        _memory = new TableMemoryTaker(storage.Core, configuration.Engine.TableMemory, lines.Report);
        _ring = new RingBuffer<Slot>(configuration.Engine.RingCapacity, WaitStrategyOf(configuration.Engine.WaitStrategy));
        RequestHistory? history = null;
        if (storage.Outcomes is { } outcomes)
        {
            history = new RequestHistory(outcomes.History, _window, ClockOf(storage));
            _payments = new PaymentHistory(outcomes.History);
        }

        _sessions = new SessionRegistry(
            _ring.Capacity, new SessionLimits { MaxSessions = configuration.Gateway.MaxConnections }, history: history);
        _ticks = new TickSource(_ring, ClockOf(storage), time, _sessions.Role);
        _messages = configuration.Rest.TimelineMessages == 0 ? null : new MessageLog(configuration.Rest.TimelineMessages, storage.Position.Sequence);
        _gauge = configuration.Group is { } group ? GaugeOf(group, http) : null;
        _sequencer = SequencerOf(storage, seams, time);
        _coreStage = new CoreStage(storage.Core, _ticks, storage.Outcomes?.Recorder, storage.Taker.Point, _window, _sequencer.Committed);
        _pipeline = _sequencer.Arrange(_ring, http.Measure(_ring,
        [
            .. _sequencer.Stages,
            ("apply", new FaultStage(_coreStage, FaultPoint.CoreBeforeApply, FaultPoint.CoreAfterApply)),
            ("respond", new FaultStage(new RespondStage(_sessions, _messages), FaultPoint.ReplyBeforeSend, FaultPoint.ReplyAfterSend)),
        ]));
        _listener = new BinaryListener(ListenerOptionsOf(configuration), _ring, _sessions, IdentityOf(), loggerFactory);
        _iso = new IsoEdge(configuration, _ring, _sessions, loggerFactory, _payments);
    }

    /// <summary>Where it listens; tells the port that was chosen when the configuration says 0.</summary>
    public IPEndPoint Endpoint => _listener.EndPoint;

    /// <summary>Where it listens for HTTP; null when it doesn't.</summary>
    public IPEndPoint? HttpEndpoint => _http.Endpoint;

    /// <summary>Its ISO 8583 links.</summary>
    public IsoEdge Iso => _iso;

    /// <summary>Ends when the switch has stopped; faults with the exception of the part that failed.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Its part in a group of replicas; null: it belongs to none.</summary>
    public GroupSequencer? Group => _sequencer as GroupSequencer;

    /// <summary>What the recovery at the start did.</summary>
    public SwitchStorage Storage => _storage;

    /// <summary>How long recovery took.</summary>
    public TimeSpan RecoveryTime { get; private init; }

    /// <summary>The last applied sequence.</summary>
    public ulong Sequence => _coreStage.Sequence;

    /// <summary>Commands applied since the start, recovered ones not counted.</summary>
    public long Commands => _coreStage.Commands;

    /// <summary>Journal commits since the start.</summary>
    public long Batches => _sequencer.Batches;

    /// <summary>Ticks that the switch gave itself since the start.</summary>
    public long Ticks => _ticks.Ticks;

    /// <summary>Recovers, and listens.</summary>
    /// <param name="configuration">Checked.</param>
    /// <param name="progress">Told of recovery, and of what an operator should know later, in lines for a person.</param>
    /// <param name="cancellationToken">Ends the recovery.</param>
    /// <param name="clock">What time it is; the machine's if null.</param>
    /// <exception cref="JournalDamagedException">Acknowledged data is missing or altered.</exception>
    /// <exception cref="JournalException">The journal can't be opened.</exception>
    /// <exception cref="StorageException">The parts of the data folder don't fit together.</exception>
    /// <exception cref="IOException">The address can't be bound.</exception>
    public static async Task<SwitchNode> StartAsync(
        SwitchConfiguration configuration, IProgress<string> progress, CancellationToken cancellationToken, TimeProvider? clock = null)
    {
        var loggerFactory = LoggerFactory.Create(static logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var http = await HttpEdge.StartAsync(configuration, loggerFactory, cancellationToken).ConfigureAwait(false);
        try
        {
            return await StartAsync(configuration, http, progress, clock ?? TimeProvider.System, loggerFactory, cancellationToken)
                .ConfigureAwait(false);
        }
        catch
        {
            await http.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<SwitchNode> StartAsync(SwitchConfiguration configuration, HttpEdge http, IProgress<string> progress, TimeProvider time,
        ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var storage = await Task.Run(() => SwitchStorage.Open(configuration, http.Watch(progress), time, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        GroupSeams? seams;
        try
        {
            seams = configuration.Group is { } group ? await GroupSeams.OpenAsync(group, cancellationToken).ConfigureAwait(false) : null;
        }
        catch
        {
            storage.Dispose();
            throw;
        }

        var node = new SwitchNode(configuration, storage, seams, time, http, progress, loggerFactory) { RecoveryTime = watch.Elapsed };
        try
        {
            await node.BeginAsync(time, cancellationToken).ConfigureAwait(false);
            return node;
        }
        catch
        {
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes nothing more, answers what is in flight, makes everything durable, takes a snapshot if that is wanted.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        _http.Drain();
        await _serving.CancelAsync().ConfigureAwait(false);
        await _sequencer.LeaveAsync().ConfigureAwait(false);
        await Task.WhenAll(_listener.StopAsync(DrainTimeout), _iso.StopAsync(DrainTimeout)).ConfigureAwait(false);
        await _http.StopAsync(DrainTimeout).ConfigureAwait(false);
        await _sequencer.DrainAsync().ConfigureAwait(false);
        await _pipeline.StopAsync(DrainTimeout).ConfigureAwait(false);
        await (_storage.Outcomes?.CompleteAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        await _automaticSnapshots.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (_operations?.CompleteAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        if (_configuration.Snapshots.OnShutdown)
        {
            await TakeLastSnapshotAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Stops, if need be, and frees everything; what a stage that hangs may still use is left to the end of the process. A failure is told by
    /// <see cref="Completion"/> and <see cref="StopAsync"/>, not here.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _serving.CancelAsync().ConfigureAwait(false);
        if (_operatorSocket is not null)
        {
            await _operatorSocket.DisposeAsync().ConfigureAwait(false);
        }

        await _http.DisposeAsync().ConfigureAwait(false);
        await _listener.DisposeAsync().ConfigureAwait(false);
        await _iso.DisposeAsync().ConfigureAwait(false);
        _disk?.Dispose();
        _memory.Dispose();
        _ticks.Dispose();
        await _pipeline.StopAsync(DrainTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _automaticSnapshots.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (_operations?.CompleteAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        _sessions.Dispose();
        _loggerFactory.Dispose();
        if (_pipeline.Completion.IsCompleted)
        {
            _ring.Dispose();
            await _sequencer.DisposeAsync().ConfigureAwait(false);
            _storage.Dispose();
        }

        _serving.Dispose();
    }

    private async Task BeginAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var core = _storage.Core;
        await Task.Run(() => _memory.Start(cancellationToken), cancellationToken).ConfigureAwait(false);
        _ticks.OnApplied(lastSlot: -1, core.NextDeadlineMs, core.TimeMs);
        _disk = new DiskWatch(DiskRoom.LimitsOf(_configuration), () => DiskRoom.Of(_configuration.Data, _storage.Journal), _sessions.Gate,
            _lines.Report, time);
        _pipeline.Start();
        _sequencer.Start();
        Completion = CompleteAsync();
        var duplicates = core.LastSequence == 0 ? _configuration.Genesis.DuplicateEntries : core.Usage.DuplicatesCapacity;
        _storage.Outcomes?.Tell(new HistoryMarks(_ring, Math.Max(2, duplicates / 16), _window, _sessions.Role), duplicates);
        _operations = new NodeOperations(this, _storage, _sequencer.Nudge, _serving.Token);
        _operatorSocket = await OperatorSocket.StartAsync(_configuration.Data, _operations, ClusterOf(time), _loggerFactory, cancellationToken)
            .ConfigureAwait(false);
        if (_operatorSocket is null)
        {
            _lines.Report($"no operator's socket: the path of the data folder is longer than {OperatorSocket.PathMax} bytes with it; "
                + "'tpwallet snapshot take' and 'tpwallet backup' can't reach this switch");
        }

        _automaticSnapshots = _storage.Taker.RunAsync(_operations.SnapshotAsync, time, _serving.Token);
        await _listener.StartAsync(cancellationToken).ConfigureAwait(false);
        await _iso.StartAsync(cancellationToken).ConfigureAwait(false);
        var keys = new ApiKeyFile(Path.Combine(_configuration.Data, ApiKeyFile.Name));
        _http.Serve(
            new SwitchReadings(core, _sequencer, _coreStage, _ring),
            new RestServices(_ring, _sessions, keys, _payments, _messages, _iso.Records.Messages),
            _gauge is { } gauge ? () => StandingOf(gauge) : null);
    }

    /// <summary>
    /// The engine ends by itself only when a part fails; when that is the event log, the engine says merely that nobody takes what it says.
    /// </summary>
    private async Task CompleteAsync()
    {
        var outcomes = _storage.Outcomes?.Completion ?? Task.Delay(Timeout.Infinite, _serving.Token);
        var first = await Task.WhenAny(_pipeline.Completion, outcomes, _sequencer.Completion).ConfigureAwait(false);
        if (first.IsFaulted && Group is { } group && !_sequencer.Completion.IsFaulted)
        {
            await group.Agent.StopAsync().ConfigureAwait(false); // a member that can't go on must not go on leading
        }

        if (_sequencer.Completion.IsFaulted)
        {
            await _sequencer.Completion.ConfigureAwait(false); // why, and not merely that, the stages behind it ended
        }

        if (first.IsFaulted)
        {
            await first.ConfigureAwait(false);
        }

        await _pipeline.Completion.ConfigureAwait(false);
    }

    private async Task TakeLastSnapshotAsync()
    {
        try
        {
            await _storage.Taker.TakeLastAsync(_sequencer.Position, new LatestProgress(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (SnapshotException exception)
        {
            // The journal holds everything that the snapshot would: the next start only takes longer.
            _lines.Report($"no snapshot at the end: {exception.Message}");
        }
    }

    private static BinaryListenerOptions ListenerOptionsOf(SwitchConfiguration configuration) => new()
    {
        Address = IPAddress.Parse(configuration.Address),
        Port = configuration.Port,
        AllowNonLoopback = configuration.Insecure,
        MaxConnections = configuration.Gateway.MaxConnections,
        MaxWindow = configuration.Gateway.MaxWindow,
        IdleTimeout = TimeSpan.FromMilliseconds(configuration.Gateway.IdleTimeoutMs),
        HeartbeatInterval = TimeSpan.FromMilliseconds(configuration.Gateway.HeartbeatIntervalMs),
    };

    private static IWaitStrategy WaitStrategyOf(WaitStrategyKind kind) => kind switch
    {
        WaitStrategyKind.Adaptive => new AdaptiveWaitStrategy(),
        WaitStrategyKind.Yield => new YieldWaitStrategy(),
        WaitStrategyKind.BusySpin => new BusySpinWaitStrategy(),
    };

    private SwitchIdentity IdentityOf() => new(
        _storage.Journal.Durability == DurabilityMode.Memory ? Durability.Memory : Durability.Fsync,
        ClockOf(_storage),
        _storage.SwitchId);

    /// <summary>A new member of a group learns the genesis with the rest of the log; until then what it is configured with holds.</summary>
    private static ClockSource ClockOf(SwitchStorage storage) =>
        storage.Core.LastSequence == 0 ? storage.Configuration.Genesis.Clock : storage.Core.Clock;

    private ISequencer SequencerOf(SwitchStorage storage, GroupSeams? seams, TimeProvider time) =>
        seams is not null
            ? new GroupSequencer(_configuration, seams, new GroupSurroundings
            {
                Ring = _ring,
                Log = storage.Replica!,
                Applied = storage.Position,
                Cut = storage.Taker.Point,
                Gauge = _gauge!,
                Role = _sessions.Role,
                Time = time,
                Lines = _lines,
                CutClients = _sessions.CutAll,
                OnOpened = OnOpened,
                AppliedThrough = () => _coreStage!.Sequence,
                SnapshotHold = storage.Taker.Hold,
                JournalOptions = storage.JournalOptions,
            })
            : new LocalSequencer(_configuration.Engine, storage.Appendable!, time, storage.Taker.Point, _ticks.Nudge);

    private static GroupGauge GaugeOf(GroupConfiguration group, HttpEdge http)
    {
        var gauge = new GroupGauge(GroupSequencer.NodeOf(group.Node), group.FailureTimeoutMs);
        gauge.Acknowledged = http.ObserveGroup(gauge.Read).Acknowledged;
        return gauge;
    }

    private ClusterOperations? ClusterOf(TimeProvider time)
    {
        if (Group is not { } group)
        {
            return null;
        }

        var desk = new MemberDesk(
            group, Complete, (sequence, cancellation) => _storage.Taker.HashAsync(sequence, NudgeState, cancellation), time);
        group.Agent.Operators.Answer = desk.AnswerAsync;
        _ = desk.AnswerAsync("""{"ask":"status"}"""u8.ToArray()); // so that the first operator in need doesn't wait for the code to be compiled
        return new ClusterOperations(_configuration, group, desk, time);
    }

    /// <summary>A primary's sequences go on; a standby that has come to where a hash is wanted sees it though nothing follows.</summary>
    private void NudgeState()
    {
        _ticks.Nudge();
        _sequencer.Nudge();
    }

    private MemberReport Complete(MemberReport report) => report with
    {
        Applied = Sequence,
        DiskShort = _disk is { IsShort: true },
        Version = SwitchVersion.Text,
        ProcessId = Environment.ProcessId,
        Started = _started,
    };

    private MemberStanding? StandingOf(GroupGauge gauge) =>
        new(_sessions.Role.IsLeading, gauge.Read() is { IsInSync: true }, _sessions.Role.PrimaryAddress);

    private void OnOpened()
    {
        _ticks.Nudge(); // deadlines that became due while another member led, or nobody
        _lines.Report($"this member serves: epoch {Group?.Agent.LastTakeOver?.Epoch}");
    }

}
