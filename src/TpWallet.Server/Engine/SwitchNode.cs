using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using TpWallet.Disruptor;
using TpWallet.Gateway;
using TpWallet.Gateway.Binary;
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
using TpWallet.Server.Configuration;
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
    private const int SmallMachineCores = 4;
    private const int QueuedBatches = 8;
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(30);

    private readonly ILoggerFactory _loggerFactory;
    private readonly SwitchConfiguration _configuration;
    private readonly SwitchStorage _storage;
    private readonly IProgress<string> _lines;
    private readonly CancellationTokenSource _serving = new();
    private readonly PublishedWindow _window = new();
    private readonly SealedBatchQueue _batches;
    private readonly JournalStage _journalStage;
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
    private DiskWatch? _disk;
    private OperatorSocket? _operatorSocket;
    private NodeOperations? _operations;
    private Task _automaticSnapshots = Task.CompletedTask;
    private bool _stopped;

    private SwitchNode(SwitchConfiguration configuration, SwitchStorage storage, TimeProvider time, HttpEdge http, IProgress<string> lines,
        ILoggerFactory loggerFactory)
    {
        _configuration = configuration;
        _storage = storage;
        _lines = lines;
        _loggerFactory = loggerFactory;
        _http = http;
        var journal = storage.Journal;
        var cut = storage.Taker.Point;
        _batches = new SealedBatchQueue(QueuedBatches, configuration.Engine.MaxBatch);
        _journalStage = new JournalStage(_batches, journal);
        _ring = new RingBuffer<Slot>(configuration.Engine.RingCapacity, WaitStrategyOf(configuration.Engine.WaitStrategy));
        _ticks = new TickSource(_ring, storage.Core.Clock, time);
        _coreStage = new CoreStage(storage.Core, _ticks, storage.Outcomes?.Recorder, cut, _window);
        RequestHistory? history = null;
        if (storage.Outcomes is { } outcomes)
        {
            history = new RequestHistory(outcomes.History, _window, storage.Core.Clock);
            _payments = new PaymentHistory(outcomes.History);
        }

        _sessions = new SessionRegistry(
            _ring.Capacity, new SessionLimits { MaxSessions = configuration.Gateway.MaxConnections }, history: history);
        _messages = configuration.Rest.TimelineMessages == 0 ? null : new MessageLog(configuration.Rest.TimelineMessages, journal.Position.Sequence);
        _pipeline = new StagePipeline<Slot>(
            _ring,
            http.Measure(
                _ring,
                InOrder(new SealStage(_batches, journal, time, cut), _journalStage, _coreStage, new RespondStage(_sessions, _messages))),
            TopologyOf(configuration.Engine.Topology),
            configuration.Engine.MaxBatch,
            new ChainBoundary());
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

    /// <summary>What the recovery at the start did.</summary>
    public SwitchStorage Storage => _storage;

    /// <summary>How long recovery took.</summary>
    public TimeSpan RecoveryTime { get; private init; }

    /// <summary>The last applied sequence.</summary>
    public ulong Sequence => _coreStage.Sequence;

    /// <summary>Commands applied since the start, recovered ones not counted.</summary>
    public long Commands => _coreStage.Commands;

    /// <summary>Journal commits since the start.</summary>
    public long Batches => _journalStage.Batches;

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
        var node = new SwitchNode(configuration, storage, time, http, progress, loggerFactory) { RecoveryTime = watch.Elapsed };
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

    /// <summary>
    /// The order of the stages, which is the promise: nothing is applied before it is durable, nothing answered before it is applied.
    /// </summary>
    internal static IStage<Slot>[] InOrder(SealStage seal, JournalStage journal, CoreStage core, IStage<Slot> respond) =>
    [
        seal,
        new FaultStage(journal, FaultPoint.JournalBeforeAppend, FaultPoint.JournalAfterAppend),
        new FaultStage(core, FaultPoint.CoreBeforeApply, FaultPoint.CoreAfterApply),
        new FaultStage(respond, FaultPoint.ReplyBeforeSend, FaultPoint.ReplyAfterSend),
    ];

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
        await Task.WhenAll(_listener.StopAsync(DrainTimeout), _iso.StopAsync(DrainTimeout)).ConfigureAwait(false);
        await _http.StopAsync(DrainTimeout).ConfigureAwait(false);
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
        _ticks.Dispose();
        await _pipeline.StopAsync(DrainTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _automaticSnapshots.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (_operations?.CompleteAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        _sessions.Dispose();
        _loggerFactory.Dispose();
        if (_pipeline.Completion.IsCompleted)
        {
            _ring.Dispose();
            _batches.Dispose();
            _storage.Dispose();
        }

        _serving.Dispose();
    }

    private async Task BeginAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var core = _storage.Core;
        _ticks.OnApplied(lastSlot: -1, core.NextDeadlineMs, core.TimeMs);
        _disk = new DiskWatch(DiskRoom.LimitsOf(_configuration), () => DiskRoom.Of(_configuration.Data, _storage.Journal), _sessions.Gate,
            _lines.Report, time);
        _pipeline.Start();
        Completion = CompleteAsync();
        var duplicates = core.Usage.DuplicatesCapacity;
        _storage.Outcomes?.Tell(new HistoryMarks(_ring, Math.Max(2, duplicates / 16), _window), duplicates);
        _operations = new NodeOperations(this, _storage, _ticks.Nudge, _serving.Token);
        _operatorSocket = await OperatorSocket.StartAsync(_configuration.Data, _operations, _loggerFactory, cancellationToken).ConfigureAwait(false);
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
            new SwitchReadings(core, _journalStage, _coreStage, _ring),
            new RestServices(_ring, _sessions, keys, _payments, _messages, _iso.Records.Messages));
    }

    /// <summary>
    /// The engine ends by itself only when a part fails; when that is the event log, the engine says merely that nobody takes what it says.
    /// </summary>
    private async Task CompleteAsync()
    {
        var outcomes = _storage.Outcomes?.Completion ?? Task.Delay(Timeout.Infinite, _serving.Token);
        var first = await Task.WhenAny(_pipeline.Completion, outcomes).ConfigureAwait(false);
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
            await _storage.Taker.TakeLastAsync(new LatestProgress(), CancellationToken.None).ConfigureAwait(false);
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

    private static Topology TopologyOf(TopologyKind kind) => kind switch
    {
        TopologyKind.SingleThread => Topology.SingleThread,
        TopologyKind.ThreadPerStage => Topology.ThreadPerStage,
        TopologyKind.Auto => Environment.ProcessorCount <= SmallMachineCores ? Topology.SingleThread : Topology.ThreadPerStage,
    };

    private static IWaitStrategy WaitStrategyOf(WaitStrategyKind kind) => kind switch
    {
        WaitStrategyKind.Adaptive => new AdaptiveWaitStrategy(),
        WaitStrategyKind.Yield => new YieldWaitStrategy(),
        WaitStrategyKind.BusySpin => new BusySpinWaitStrategy(),
    };

    private SwitchIdentity IdentityOf() => new(
        _storage.Journal.Durability == DurabilityMode.Memory ? Durability.Memory : Durability.Fsync,
        _storage.Core.Clock,
        _storage.Journal.JournalId);
}
