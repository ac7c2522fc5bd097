namespace TpWallet.Disruptor.Tests;

public sealed class StageThreadTests
{
    [Fact]
    public async Task SingleThread_runs_start_ranges_and_stop_of_every_stage_on_the_engine_thread()
    {
        using var ring = new RingBuffer<Payload>(8, new AdaptiveWaitStrategy());
        ProbeStage[] stages = [new(0), new(1)];
        var pipeline = new StagePipeline<Payload>(ring, stages, Topology.SingleThread, maxBatch: 8);
        await RunAsync(ring, pipeline);

        Assert.All(stages, stage => Assert.Equal(["tpwallet-engine"], stage.Threads));
        Assert.All(stages, stage => Assert.Equal((1, 1, 5), (stage.Starts, stage.Stops, stage.Handled)));
    }

    [Fact]
    public async Task ThreadPerStage_runs_each_stage_on_a_thread_of_its_own()
    {
        using var ring = new RingBuffer<Payload>(8, new AdaptiveWaitStrategy());
        ProbeStage[] stages = [new(0), new(1)];
        var pipeline = new StagePipeline<Payload>(ring, stages, Topology.ThreadPerStage, maxBatch: 8);
        await RunAsync(ring, pipeline);

        Assert.Equal(["tpwallet-stage0"], stages[0].Threads);
        Assert.Equal(["tpwallet-stage1"], stages[1].Threads);
        Assert.All(stages, stage => Assert.Equal((1, 1, 5), (stage.Starts, stage.Stops, stage.Handled)));
    }

    [Theory]
    [MemberData(nameof(Matrix.EveryTopology), MemberType = typeof(Matrix))]
    public async Task What_waits_comes_as_one_range_up_to_the_largest_batch(Topology topology)
    {
        using var ring = new RingBuffer<Payload>(16, new AdaptiveWaitStrategy());
        var ranges = new List<(long, long)>();
        var stage = new ProbeStage(0) { BeforeRange = (first, last) => ranges.Add((first, last)) };
        var pipeline = new StagePipeline<Payload>(ring, [stage], topology, maxBatch: 4);
        new Producer(ring, 0).Publish(10);

        pipeline.Start();
        await pipeline.StopAsync(Matrix.Generous);

        Assert.Equal([(0, 3), (4, 7), (8, 9)], ranges);
    }

    [Fact]
    public void A_pipeline_refuses_bad_arguments()
    {
        using var ring = new RingBuffer<Payload>(8, new AdaptiveWaitStrategy());
        IStage<Payload>[] stages = [new ProbeStage(0)];

        Assert.Throws<ArgumentException>(() => new StagePipeline<Payload>(ring, [], Topology.SingleThread, 1));
        Assert.Throws<ArgumentException>(() => new StagePipeline<Payload>(ring, [null!], Topology.SingleThread, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StagePipeline<Payload>(ring, stages, (Topology)7, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StagePipeline<Payload>(ring, stages, Topology.SingleThread, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StagePipeline<Payload>(ring, stages, Topology.SingleThread, 9));
    }

    [Fact]
    public async Task A_ring_has_one_pipeline_and_a_pipeline_one_start()
    {
        using var ring = new RingBuffer<Payload>(8, new AdaptiveWaitStrategy());
        var pipeline = new StagePipeline<Payload>(ring, [new ProbeStage(0)], Topology.SingleThread, 1);
        var another = new StagePipeline<Payload>(ring, [new ProbeStage(0)], Topology.SingleThread, 1);
        pipeline.Start();

        Assert.Throws<InvalidOperationException>(pipeline.Start);
        Assert.Throws<InvalidOperationException>(another.Start);

        await pipeline.StopAsync(Matrix.Generous);
    }

    private static async Task RunAsync(RingBuffer<Payload> ring, StagePipeline<Payload> pipeline)
    {
        pipeline.Start();
        new Producer(ring, 0).Publish(5);
        await pipeline.StopAsync(Matrix.Generous);
    }
}
