using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using TpWallet.Core;
using TpWallet.Disruptor;
using TpWallet.Gateway;
using TpWallet.Gateway.Binary;
using TpWallet.Gateway.Respond;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Protocol.Binary;
using TpWallet.Server.Configuration;
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
    private readonly SwitchCore _core;
    private readonly IJournal _journal;
    private readonly SealedBatchQueue _batches;
    private readonly JournalStage _journalStage;
    private readonly TickSource _ticks;
    private readonly CoreStage _coreStage;
    private readonly RingBuffer<Slot> _ring;
    private readonly SessionRegistry _sessions;
    private readonly StagePipeline<Slot> _pipeline;
    private readonly BinaryListener _listener;
    private readonly HttpEdge _http;
    private bool _stopped;

    private SwitchNode(SwitchConfiguration configuration, SwitchCore core, IJournal journal, TimeProvider time, HttpEdge http,
        ILoggerFactory loggerFactory)
    {
        _loggerFactory = loggerFactory;
        _http = http;
        _core = core;
        _journal = journal;
        _batches = new SealedBatchQueue(QueuedBatches, configuration.Engine.MaxBatch);
        _journalStage = new JournalStage(_batches, journal);
        _ring = new RingBuffer<Slot>(configuration.Engine.RingCapacity, WaitStrategyOf(configuration.Engine.WaitStrategy));
        _ticks = new TickSource(_ring, core.Clock, time);
        _coreStage = new CoreStage(core, _ticks);
        _sessions = new SessionRegistry(_ring.Capacity, new SessionLimits { MaxSessions = configuration.Gateway.MaxConnections });
        _pipeline = new StagePipeline<Slot>(
            _ring,
            http.Measure(_ring, InOrder(new SealStage(_batches, journal, time), _journalStage, _coreStage, new RespondStage(_sessions))),
            TopologyOf(configuration.Engine.Topology),
            configuration.Engine.MaxBatch,
            new ChainBoundary());
        _listener = new BinaryListener(ListenerOptionsOf(configuration), _ring, _sessions, IdentityOf(), loggerFactory);
    }

    /// <summary>Where it listens; tells the port that was chosen when the configuration says 0.</summary>
    public IPEndPoint Endpoint => _listener.EndPoint;

    /// <summary>Where it listens for HTTP; null when it doesn't.</summary>
    public IPEndPoint? HttpEndpoint => _http.Endpoint;

    /// <summary>Ends when the switch has stopped; faults with the exception of the part that failed.</summary>
    public Task Completion => _pipeline.Completion;

    /// <summary>Commands that the journal held at the start.</summary>
    public long RecoveredCommands { get; private init; }

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

    /// <summary>Opens the journal, recovers, and listens.</summary>
    /// <param name="configuration">Checked.</param>
    /// <param name="progress">Told of recovery in lines for a person.</param>
    /// <param name="cancellationToken">Ends the recovery.</param>
    /// <param name="clock">What time it is; the machine's if null.</param>
    /// <exception cref="JournalDamagedException">Acknowledged data is missing or altered.</exception>
    /// <exception cref="JournalException">The journal can't be opened.</exception>
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
            return await StartAsync(configuration, http, http.Watch(progress), clock ?? TimeProvider.System, loggerFactory, cancellationToken)
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
        var core = new SwitchCore();
        var replay = new CoreReplay(core, cancellationToken);
        var journal = await Task.Run(
            () => JournalFactory.Open(JournalOptionsOf(configuration), replay, new RecoveryProgress(progress), progress.Report), cancellationToken)
            .ConfigureAwait(false);
        if (journal.NextSequence == 1)
        {
            WriteGenesis(configuration, core, journal, time);
        }

        var node = new SwitchNode(configuration, core, journal, time, http, loggerFactory)
        {
            RecoveredCommands = replay.Commands,
            RecoveryTime = watch.Elapsed,
        };
        try
        {
            node._ticks.OnApplied(lastSlot: -1, core.NextDeadlineMs, core.TimeMs);
            node._pipeline.Start();
            await node._listener.StartAsync(cancellationToken).ConfigureAwait(false);
            http.Serve(new SwitchReadings(core, node._journalStage, node._coreStage, node._ring), node._sessions);
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
        [seal, journal, core, respond];

    /// <summary>Takes nothing more, answers what is in flight, closes the journal.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        _http.Health.Draining();
        await _listener.StopAsync(DrainTimeout).ConfigureAwait(false);
        await _http.StopAsync(DrainTimeout).ConfigureAwait(false);
        await _pipeline.StopAsync(DrainTimeout).ConfigureAwait(false);
    }

    /// <summary>
    /// Stops, if need be, and frees everything; what a stage that hangs may still use is left to the end of the process. A failure is told by
    /// <see cref="Completion"/> and <see cref="StopAsync"/>, not here.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync().ConfigureAwait(false);
        await _listener.DisposeAsync().ConfigureAwait(false);
        _ticks.Dispose();
        await _pipeline.StopAsync(DrainTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _sessions.Dispose();
        _loggerFactory.Dispose();
        if (Completion.IsCompleted)
        {
            _ring.Dispose();
            _batches.Dispose();
            _journal.Dispose();
            _core.Dispose();
        }
    }

    /// <summary>The genesis goes the way of every command, journal first, but before there is a pipeline: nothing may come before it.</summary>
    private static void WriteGenesis(SwitchConfiguration configuration, SwitchCore core, IJournal journal, TimeProvider time)
    {
        var genesis = GenesisCommand.Create(configuration.Genesis);
        var timeMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        using var batch = new SealedBatch(1);
        batch.Append(genesis);
        batch.Seal(journal.NextSequence, timeMs, SealStage.SingleNodeEpoch, journal.LastHash);
        journal.Append(batch);
        var reply = default(Reply);
        core.Apply(genesis, 1, timeMs, ref reply);
        if (reply.Result != ResultCode.Approved)
        {
            throw new InvalidOperationException($"The genesis was refused: {reply.Result}.");
        }
    }

    private static JournalOptions JournalOptionsOf(SwitchConfiguration configuration) => new()
    {
        Directory = Path.Combine(configuration.Data, SwitchConfiguration.JournalFolder),
        Kind = configuration.Journal,
        SegmentBytes = configuration.SegmentBytes,
        MaxBatchCommands = configuration.Engine.MaxBatch,
        Durability = configuration.Durability,
    };

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
        _journal.Durability == DurabilityMode.Memory ? Durability.Memory : Durability.Fsync,
        _core.Clock,
        _journal.JournalId);
}
