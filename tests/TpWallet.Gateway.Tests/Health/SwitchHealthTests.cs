using TpWallet.Disruptor;
using TpWallet.Gateway.Health;
using TpWallet.Gateway.Metrics;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Health;

/// <summary>Readiness is progress. Each stage of a pipeline is frozen in turn; the clock is moved by hand.</summary>
public sealed class SwitchHealthTests
{
    private static readonly TimeSpan StuckAfter = new HealthOptions().StuckAfter;
    private static readonly TimeSpan RedWithin = TimeSpan.FromSeconds(5);

    public static TheoryData<string, Topology> Stages()
    {
        var data = new TheoryData<string, Topology>();
        foreach (var stage in FrozenPipeline.StageNames)
        {
            data.Add(stage, Topology.SingleThread);
            data.Add(stage, Topology.ThreadPerStage);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task A_frozen_stage_turns_readiness_red_with_its_name(string stage, Topology topology)
    {
        await using var pipeline = new FrozenPipeline(topology);
        pipeline.Freeze(stage);
        pipeline.Publish(1);
        await pipeline.UntilFrozenAsync(stage);
        Assert.True(pipeline.Health.Look().IsReady);

        pipeline.Time.Advance(RedWithin);

        var report = pipeline.Health.Look();
        Assert.False(report.IsReady);
        Assert.Equal(stage, report.StuckStage);
        Assert.InRange(report.Stages.Single(health => health.Name == stage).Waiting, StuckAfter, RedWithin);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task The_stage_that_is_frozen_is_named_though_those_before_it_wait_for_it(string stage, Topology topology)
    {
        await using var pipeline = new FrozenPipeline(topology);
        pipeline.Freeze(stage);
        pipeline.Publish(1);
        await pipeline.UntilFrozenAsync(stage);
        pipeline.Publish(FrozenPipeline.RingCapacity - 1);

        pipeline.Time.Advance(RedWithin);

        Assert.Equal(stage, pipeline.Health.Look().StuckStage);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task A_stage_that_moves_again_is_green(string stage, Topology topology)
    {
        await using var pipeline = new FrozenPipeline(topology);
        pipeline.Freeze(stage);
        pipeline.Publish(1);
        await pipeline.UntilFrozenAsync(stage);
        pipeline.Time.Advance(RedWithin);
        Assert.False(pipeline.Health.Look().IsReady);

        pipeline.Thaw();
        await pipeline.UntilProcessedAsync(1);

        Assert.True(pipeline.Health.Look().IsReady);
    }

    [Fact]
    public async Task A_claim_that_is_never_published_turns_readiness_red()
    {
        await using var pipeline = new FrozenPipeline(Topology.SingleThread);
        Assert.True(pipeline.Ring.TryClaim(1, out var sequence));

        pipeline.Time.Advance(RedWithin);
        Assert.Equal("intake", pipeline.Health.Look().StuckStage);

        pipeline.Ring.Publish(sequence, sequence);
        await pipeline.UntilProcessedAsync(1);
        Assert.True(pipeline.Health.Look().IsReady);
    }

    [Fact]
    public async Task An_idle_switch_is_green_for_ever()
    {
        await using var pipeline = new FrozenPipeline(Topology.SingleThread);
        pipeline.Publish(3);
        await pipeline.UntilProcessedAsync(3);

        pipeline.Time.Advance(TimeSpan.FromHours(1));

        Assert.True(pipeline.Health.Look().IsReady);
    }

    [Fact]
    public void Work_after_a_long_silence_is_not_taken_for_a_stuck_stage()
    {
        var time = new ManualTime();
        using var health = new SwitchHealth(time: time);
        var due = 0L;
        health.Serving([new Watermark("part", () => due, static () => 0)]);
        time.Advance(TimeSpan.FromHours(1));

        due = 1;
        Assert.True(health.Look().IsReady);

        time.Advance(RedWithin);
        Assert.Equal("part", health.Look().StuckStage);
    }

    [Fact]
    public void Slow_progress_is_progress()
    {
        var time = new ManualTime();
        using var health = new SwitchHealth(time: time);
        var done = 0L;
        health.Serving([new Watermark("part", static () => 1_000, () => done)]);
        for (var step = 0; step < 100; step++)
        {
            time.Advance(StuckAfter - TimeSpan.FromSeconds(1));
            Assert.True(health.Look().IsReady);
            done++;
        }
    }

    [Fact]
    public void Recovering_is_red_with_its_progress()
    {
        using var health = new SwitchHealth(time: new ManualTime());
        health.Recovering("recovering: 40 %");

        var report = health.Look();

        Assert.Equal((false, SwitchPhase.Recovering, "recovering: 40 %"), (report.IsReady, report.Phase, report.Detail));
    }

    [Fact]
    public void Draining_is_red()
    {
        using var health = new SwitchHealth(time: new ManualTime());
        health.Serving([]);
        Assert.True(health.Look().IsReady);

        health.Draining();

        Assert.Equal((false, SwitchPhase.Draining), (health.Look().IsReady, health.Look().Phase));
    }

    [Theory]
    [InlineData(499, 100)]
    [InlineData(3_000, 5)]
    [InlineData(3_000, 3_001)]
    public void An_option_out_of_range_is_refused(int stuckAfterMs, int lookIntervalMs) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SwitchHealth(new HealthOptions
        {
            StuckAfter = TimeSpan.FromMilliseconds(stuckAfterMs),
            LookInterval = TimeSpan.FromMilliseconds(lookIntervalMs),
        }).Dispose());

    /// <summary>A pipeline with the switch's stages, each of which can be made to stop where it is.</summary>
    private sealed class FrozenPipeline : IAsyncDisposable
    {
        public const int RingCapacity = 64;
        public static readonly string[] StageNames = ["seal", "journal", "apply", "respond"];

        private readonly Dictionary<string, FreezableStage> _stages = StageNames.ToDictionary(static name => name, static _ => new FreezableStage());
        private readonly StagePipeline<Slot> _pipeline;
        private readonly SwitchMetrics _metrics;

        public FrozenPipeline(Topology topology)
        {
            Health = new SwitchHealth(time: Time);
            _metrics = new SwitchMetrics(Health);
            var measured = new MeasuredPipeline(Ring, [.. StageNames.Select(name => (name, (IStage<Slot>)_stages[name]))], _metrics);
            _pipeline = new StagePipeline<Slot>(Ring, measured.Stages, topology, RingCapacity);
            _pipeline.Start();
            Health.Serving(measured.Watermarks);
        }

        public RingBuffer<Slot> Ring { get; } = new(RingCapacity, new AdaptiveWaitStrategy());

        public ManualTime Time { get; } = new();

        public SwitchHealth Health { get; }

        public void Freeze(string stage) => _stages[stage].Open.Reset();

        public Task UntilFrozenAsync(string stage) => _stages[stage].Entered.Task.WaitAsync(TestSwitch.Patience);

        public void Thaw() => Array.ForEach([.. _stages.Values], static stage => stage.Open.Set());

        public void Publish(int count)
        {
            Assert.True(Ring.TryClaim(count, out var first));
            Ring.Publish(first, first + count - 1);
        }

        public Task UntilProcessedAsync(long count) =>
            TestSwitch.UntilAsync(() => Ring.Processed >= count && Health.Look().Stages[^1].Done >= count, $"{count} slots to pass");

        public async ValueTask DisposeAsync()
        {
            Thaw();
            await _pipeline.StopAsync(TestSwitch.Patience);
            Health.Dispose();
            _metrics.Dispose();
            Ring.Dispose();
            foreach (var stage in _stages.Values)
            {
                stage.Open.Dispose();
            }
        }
    }

    private sealed class FreezableStage : IStage<Slot>
    {
        public ManualResetEventSlim Open { get; } = new(initialState: true);

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnBatch(RingBuffer<Slot> ring, long first, long last)
        {
            Entered.TrySetResult();
            Open.Wait();
        }
    }
}
