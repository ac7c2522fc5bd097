using TpWallet.Core;
using TpWallet.Disruptor;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine;
using TpWallet.Server.Engine.Group;

namespace TpWallet.Server.Tests.Engine.Group;

/// <summary>What a member has committed reaches its core once and in the order of the log, whether it sequenced it itself or not.</summary>
public sealed class DeliveryTests : IDisposable
{
    private const long TimeMs = 1_800_000_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Member _member = new();

    [Fact]
    public async Task Batches_of_the_log_are_applied_when_they_are_committed_and_not_before()
    {
        var first = _member.Log.Add(TimeMs, GenesisCommand.Create(Small));
        var second = _member.Log.Add(TimeMs + 5, Tick(), Tick());
        Assert.True(_member.Delivery.Advance(first.Sequence));
        Assert.False(_member.Delivery.Advance(first.Sequence));
        Assert.Equal(first.Sequence, _member.Delivery.Delivered.Sequence);

        _member.Delivery.Advance(second.Sequence);
        await _member.EndAsync();
        Assert.Equal((3ul, TimeMs + 5), (_member.Core.LastSequence, _member.Core.TimeMs));
        Assert.Equal(second, _member.Gate.Position);
    }

    [Fact]
    public async Task Own_batches_wait_for_their_verdict_and_are_answered_with_it()
    {
        await _member.BeginAsync();
        _member.Publish(correlation: 7, Tick());
        var collected = await _member.NextCollectedAsync();
        _member.Sequence(collected);
        Assert.Equal(1, _member.Delivery.Undecided);
        Assert.Empty(_member.Answers);

        Assert.True(_member.Delivery.Advance(_member.Log.Tail.Sequence));
        await _member.EndAsync();
        Assert.Equal([(7ul, ResultCode.Approved)], _member.Answers);
    }

    [Fact]
    public async Task What_was_abandoned_gets_no_result_and_comes_back_from_the_log_if_it_is_committed()
    {
        await _member.BeginAsync();
        _member.Publish(correlation: 7, Tick());
        _member.Sequence(await _member.NextCollectedAsync());
        _member.Delivery.Abandon();
        Assert.Equal((0, 1ul), (_member.Delivery.Undecided, _member.Delivery.Delivered.Sequence));

        _member.Delivery.Advance(_member.Log.Tail.Sequence);
        await _member.EndAsync();
        Assert.Equal([(7ul, ResultCode.None)], _member.Answers.Where(static answer => answer.Correlation != 0));
        Assert.Equal(2ul, _member.Core.LastSequence);
    }

    [Fact]
    public async Task What_was_never_sequenced_is_dropped_without_effect()
    {
        await _member.BeginAsync();
        _member.Publish(correlation: 7, Tick());
        _member.Drop(await _member.NextCollectedAsync());
        await _member.EndAsync();
        Assert.Equal([(7ul, ResultCode.None)], _member.Answers);
        Assert.Equal(1ul, _member.Core.LastSequence);
    }

    [Fact]
    public async Task A_full_ring_only_delays_the_log()
    {
        await _member.BeginAsync();
        var rounds = 4 * Member.RingCapacity;
        for (var batch = 0; batch < rounds; batch++)
        {
            _member.Log.Add(TimeMs + batch, Tick());
        }

        var committed = _member.Log.Tail.Sequence;
        while (_member.Delivery.Delivered.Sequence < committed)
        {
            _member.Delivery.Advance(committed);
            await Task.Yield();
        }

        await _member.EndAsync();
        Assert.Equal(committed, _member.Core.LastSequence);
    }

    [Fact]
    public async Task A_marker_is_neither_applied_nor_answered()
    {
        await _member.BeginAsync();
        _member.Delivery.Mark();
        await _member.EndAsync();
        Assert.Equal(1ul, _member.Core.LastSequence);
        Assert.Empty(_member.Answers);
    }

    [Fact]
    public async Task A_verdict_that_never_comes_ends_the_pipeline_with_the_agent()
    {
        await _member.BeginAsync();
        _member.Publish(correlation: 7, Tick());
        await _member.NextCollectedAsync();
        _member.Gate.End();
        await Assert.ThrowsAsync<OperationCanceledException>(() => _member.Pipeline.Completion.WaitAsync(Patience));
        Assert.Empty(_member.Answers);
    }

    public void Dispose() => _member.Dispose();

    private static GenesisConfiguration Small =>
        new() { Accounts = 10, OpenAuthorizations = 10, DuplicateEntries = 10, Instruments = 10, Participants = 2 };

    private static Command Tick() => SwitchCommand.Of(CommandKind.Tick);

    /// <summary>The stages of a member with a core, and a last one that remembers what would be answered.</summary>
    private sealed class Member : IStage<Slot>, IDisposable
    {
        public const int RingCapacity = 16;

        private readonly RingBuffer<Slot> _ring = new(RingCapacity, new AdaptiveWaitStrategy());
        private readonly BatchQueue<CollectedBatch> _batches = new(length: 4, static () => new CollectedBatch(maxCommands: 8), "The group's agent");
        private readonly SemaphoreSlim _collected = new(0);
        private readonly TickSource _ticks;

        public Member()
        {
            Gate = new CommitGate(JournalPosition.Beginning, cut: null);
            Delivery = new Delivery(_ring, Log, Gate, default);
            _ticks = new TickSource(_ring, ClockSource.Sequencer, TimeProvider.System);
            IStage<Slot>[] behind = [Gate, new CoreStage(Core, _ticks, committed: Gate), this];
            IStage<Slot>[] stages = [new CollectStage(_batches, () => _collected.Release()), new StageGroup(behind)];
            Pipeline = new StagePipeline<Slot>(_ring, stages, Topology.ThreadPerStage, maxBatch: 8, new ChainBoundary());
            Pipeline.Start();
        }

        public MemoryLog Log { get; } = new();

        public SwitchCore Core { get; } = new();

        public CommitGate Gate { get; }

        public Delivery Delivery { get; }

        public StagePipeline<Slot> Pipeline { get; }

        public List<(ulong Correlation, ResultCode Result)> Answers { get; } = [];

        /// <summary>The genesis has been committed.</summary>
        public Task BeginAsync()
        {
            Log.Add(TimeMs, GenesisCommand.Create(Small));
            Delivery.Advance(1);
            return Task.CompletedTask;
        }

        public void Publish(ulong correlation, in Command command)
        {
            Assert.True(_ring.TryClaim(1, out var slot));
            _ring[slot] = new Slot { Command = command, Edge = new EdgeData { Connection = 1, Correlation = correlation } };
            _ring.Publish(slot, slot);
        }

        public async Task<CollectedBatch> NextCollectedAsync()
        {
            Assert.True(await _collected.WaitAsync(Patience));
            return _batches.Peek()!;
        }

        public void Sequence(CollectedBatch collected)
        {
            Log.Add(collected.Batch, TimeMs + 1);
            Delivery.OnSequenced(collected);
            _batches.Dequeue();
        }

        public void Drop(CollectedBatch collected)
        {
            Delivery.Drop(collected);
            _batches.Dequeue();
        }

        public Task EndAsync() => Pipeline.StopAsync(Patience);

        public void OnBatch(RingBuffer<Slot> ring, long first, long last)
        {
            for (var slot = first; slot <= last; slot++)
            {
                if (ring[slot].Edge.Connection != 0)
                {
                    Answers.Add((ring[slot].Edge.Correlation, ring[slot].Reply.Result));
                }
            }
        }

        public void Dispose()
        {
            Gate.End();
            Pipeline.StopAsync(Patience).ContinueWith(static _ => { }, TaskScheduler.Default).Wait(Patience);
            _ticks.Dispose();
            _ring.Dispose();
            _batches.Dispose();
            _collected.Dispose();
            Gate.Dispose();
            Core.Dispose();
        }
    }
}
