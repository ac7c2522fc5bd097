using TpWallet.Disruptor;
using TpWallet.Messages;
using TpWallet.Persistence.Faults;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Snapshots;

namespace TpWallet.Server.Engine;

/// <summary>Of a switch without a group: sealed here, durable when it is in the own journal.</summary>
internal sealed class LocalSequencer : ISequencer, IDisposable
{
    private const int SmallMachineCores = 4;
    private const int QueuedBatches = 8;

    private readonly EngineConfiguration _configuration;
    private readonly IJournal _journal;
    private readonly BatchQueue<SealedBatch> _batches;
    private readonly SealStage _seal;
    private readonly JournalStage _journalStage;
    private readonly Action _nudge;

    /// <param name="configuration">Threads and batches.</param>
    /// <param name="journal">The journal.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cut">Where the next snapshot is taken; null: none ever is.</param>
    /// <param name="nudge">Puts a command of the switch's own into the ring.</param>
    public LocalSequencer(EngineConfiguration configuration, IJournal journal, TimeProvider time, CutPoint? cut, Action nudge)
    {
        _configuration = configuration;
        _journal = journal;
        _batches = new(QueuedBatches, () => new SealedBatch(configuration.MaxBatch), "The journal stage");
        _seal = new SealStage(_batches, journal, time, cut);
        _journalStage = new JournalStage(_batches, journal);
        _nudge = nudge;
    }

    public IReadOnlyList<(string Name, IStage<Slot> Stage)> Stages =>
        [("seal", _seal), ("journal", new FaultStage(_journalStage, FaultPoint.JournalBeforeAppend, FaultPoint.JournalAfterAppend))];

    public ICommittedRuns? Committed => null;

    public JournalPosition Position => _journal.Position;

    public long Batches => _journalStage.Batches;

    public long Bytes => _journalStage.Bytes;

    /// <summary>What fails here fails in a stage.</summary>
    public Task Completion { get; } = new TaskCompletionSource().Task;

    public StagePipeline<Slot> Arrange(RingBuffer<Slot> ring, IReadOnlyList<IStage<Slot>> stages) =>
        new(ring, stages, TopologyOf(_configuration.Topology), _configuration.MaxBatch, new ChainBoundary());

    public void Start()
    {
    }

    public void Nudge() => _nudge();

    public Task LeaveAsync() => Task.CompletedTask;

    public Task DrainAsync() => Task.CompletedTask;

    public void Dispose() => _batches.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static Topology TopologyOf(TopologyKind kind) => kind switch
    {
        TopologyKind.SingleThread => Topology.SingleThread,
        TopologyKind.ThreadPerStage => Topology.ThreadPerStage,
        TopologyKind.Auto => Environment.ProcessorCount <= SmallMachineCores ? Topology.SingleThread : Topology.ThreadPerStage,
    };
}
