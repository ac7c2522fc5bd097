using TpWallet.Core;
using TpWallet.Disruptor;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine;

namespace TpWallet.Server.Tests.Engine;

/// <summary>A reply leaves only after its batch's commit, whatever the topology. A kill can't show this: a write that has begun goes on.</summary>
public sealed class StageOrderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(nameof(TopologyKind.SingleThread))]
    [InlineData(nameof(TopologyKind.ThreadPerStage))]
    public async Task Nothing_is_applied_or_answered_before_the_journal_has_it(string topology)
    {
        using var journal = new GatedJournal();
        using var engine = new Engine(journal, Enum.Parse<TopologyKind>(topology));
        engine.Publish(GenesisCommand.Create(new GenesisConfiguration()));

        await journal.Asked.Task.WaitAsync(Patience);
        Assert.Equal((0UL, 0), (engine.Core.LastSequence, engine.Answers.Count));

        journal.Permitted.SetResult();
        await engine.Pipeline.StopAsync(Patience);
        Assert.Equal([ResultCode.Approved], engine.Answers);
    }

    [Theory]
    [InlineData(nameof(TopologyKind.SingleThread))]
    [InlineData(nameof(TopologyKind.ThreadPerStage))]
    public async Task A_failed_write_stops_the_switch_and_nothing_of_it_is_answered(string topology)
    {
        using var journal = new GatedJournal();
        using var engine = new Engine(journal, Enum.Parse<TopologyKind>(topology));
        engine.Publish(GenesisCommand.Create(new GenesisConfiguration()));
        journal.Permitted.SetException(new IOException("no more"));

        await Assert.ThrowsAsync<IOException>(() => engine.Pipeline.Completion.WaitAsync(Patience));
        Assert.Equal((0UL, 0), (engine.Core.LastSequence, engine.Answers.Count));
        Assert.False(engine.Ring.TryClaim(1, out _));
    }

    /// <summary>The switch's stages in the switch's order, with a last one that remembers what would be answered.</summary>
    private sealed class Engine : IStage<Slot>, IDisposable
    {
        private readonly LocalSequencer _sequencer;
        private readonly TickSource _ticks;

        public Engine(IJournal journal, TopologyKind topology)
        {
            _ticks = new TickSource(Ring, ClockSource.Sequencer, TimeProvider.System);
            var configuration = new EngineConfiguration { MaxBatch = 64, Topology = topology };
            _sequencer = new LocalSequencer(configuration, journal, TimeProvider.System, cut: null, _ticks.Nudge);
            Pipeline = _sequencer.Arrange(Ring, [.. _sequencer.Stages.Select(static stage => stage.Stage), new CoreStage(Core, _ticks), this]);
            Pipeline.Start();
        }

        public SwitchCore Core { get; } = new();

        public RingBuffer<Slot> Ring { get; } = new(64, new AdaptiveWaitStrategy());

        public StagePipeline<Slot> Pipeline { get; }

        public List<ResultCode> Answers { get; } = [];

        public void Publish(in Command command)
        {
            Assert.True(Ring.TryClaim(1, out var sequence));
            Ring[sequence].Command = command;
            Ring.Publish(sequence, sequence);
        }

        public void OnBatch(RingBuffer<Slot> ring, long first, long last)
        {
            for (var sequence = first; sequence <= last; sequence++)
            {
                Answers.Add(ring[sequence].Reply.Result);
            }
        }

        public void Dispose()
        {
            _ticks.Dispose();
            Ring.Dispose();
            _sequencer.Dispose();
            Core.Dispose();
        }
    }

    /// <summary>A journal whose one write ends when, and as, the test says.</summary>
    private sealed class GatedJournal : IJournal
    {
        public TaskCompletionSource Asked { get; } = new();

        public TaskCompletionSource Permitted { get; } = new();

        public ulong NextSequence => 1;

        public Hash256 LastHash => default;

        public long LastTimeMs => long.MinValue;

        public JournalPosition Position => JournalPosition.Beginning;

        public ulong FirstSequence => 1;

        public long Bytes => 0;

        public long Room => long.MaxValue;

        public string? RoomShortage => null;

        public long LastAppendTicks => 0;

        public Guid JournalId => Guid.Empty;

        public DurabilityMode Durability => DurabilityMode.Fsync;

        public void Append(SealedBatch batch)
        {
            Asked.SetResult();
            Permitted.Task.GetAwaiter().GetResult();
        }

        public long TakeLongestAppendTicks() => 0;

        public void Release(ulong throughSequence) => throw new NotSupportedException();

        public void Read(ulong fromSequence, IBatchVisitor visitor, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose() => Permitted.TrySetResult();
    }
}
