namespace TpWallet.Disruptor.Tests;

public sealed class StopTests
{
    [Theory]
    [MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task A_stop_waits_for_what_was_claimed_before_it(WaitKind waiting, Topology topology)
    {
        using var ring = new RingBuffer<Payload>(8, waiting.Create());
        ProbeStage[] stages = [new(0), new(1)];
        var pipeline = new StagePipeline<Payload>(ring, stages, topology, maxBatch: 8);
        pipeline.Start();
        Assert.True(ring.TryClaim(3, out var first));

        var stopping = pipeline.StopAsync(Matrix.Generous);
        Assert.True(ring.IsClosed);
        Assert.False(ring.TryClaim(1, out _));
        Assert.False(stopping.IsCompleted);
        new Producer(ring, 0).Fill(first, 3);
        ring.Publish(first, first + 2);

        await stopping;
        await pipeline.Completion;
        Assert.All(stages, stage => Assert.Equal((3, 1), (stage.Handled, stage.Stops)));
    }

    [Theory]
    [MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task Every_claim_that_won_against_the_close_is_handled(WaitKind waiting, Topology topology)
    {
        var rounds = waiting == WaitKind.BusySpin ? 4 : 15;
        for (var round = 0; round < rounds; round++)
        {
            using var ring = new RingBuffer<Payload>(256, waiting.Create());
            var stage = new ProbeStage(0);
            var pipeline = new StagePipeline<Payload>(ring, [stage], topology, maxBatch: 256);
            pipeline.Start();
            var producers = Enumerable.Range(0, 2).Select(number => new Producer(ring, number)).ToArray();
            var producing = producers.Select(producer => Task.Run(
                () => producer.PublishBatches(int.MaxValue, batchMax: 8, new Random(round)))).ToArray();
            await Matrix.Until(() => ring.Processed > 100, "The first hundred slots");

            await pipeline.StopAsync(Matrix.Generous);
            await Task.WhenAll(producing).WaitAsync(Matrix.Generous);

            Assert.Equal(producers.Sum(producer => producer.Published), stage.Handled);
            Assert.Equal((ring.Claimed, 0), (stage.Handled, ring.Depth));
        }
    }

    [Theory]
    [MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task A_stop_fails_clearly_when_a_claim_is_never_published(WaitKind waiting, Topology topology)
    {
        using var ring = new RingBuffer<Payload>(8, waiting.Create());
        ProbeStage[] stages = [new(0), new(1)];
        var pipeline = new StagePipeline<Payload>(ring, stages, topology, maxBatch: 8);
        pipeline.Start();
        new Producer(ring, 0).Publish(2);
        Assert.True(ring.TryClaim(3, out _));
        await Matrix.Until(() => ring.Processed == 2, "The hand-over of what was published");

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => pipeline.StopAsync(TimeSpan.FromMilliseconds(1)));

        Assert.Contains("5 slots claimed, 2 published, 2 processed", exception.Message, StringComparison.Ordinal);
        Assert.Same(exception, await Assert.ThrowsAsync<TimeoutException>(() => pipeline.Completion.WaitAsync(Matrix.Generous)));
        Assert.All(stages, stage => Assert.Equal((2, 1), (stage.Handled, stage.Stops)));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_ever_for_a_stage_that_hangs()
    {
        using var ring = new RingBuffer<Payload>(8, new AdaptiveWaitStrategy());
        using var mayGoOn = new ManualResetEventSlim();
        using var hangs = new SemaphoreSlim(0);
        var stage = new ProbeStage(0)
        {
            BeforeRange = (_, _) =>
            {
                hangs.Release();
                mayGoOn.Wait();
            },
        };
        var pipeline = new StagePipeline<Payload>(ring, [stage], Topology.SingleThread, maxBatch: 1);
        pipeline.Start();
        new Producer(ring, 0).Publish(2);
        Assert.True(await hangs.WaitAsync(Matrix.Generous));

        await Assert.ThrowsAsync<TimeoutException>(() => pipeline.StopAsync(TimeSpan.FromMilliseconds(1)));
        Assert.False(pipeline.Completion.IsCompleted);
        Assert.Throws<InvalidOperationException>(ring.Dispose);
        mayGoOn.Set();

        await Assert.ThrowsAsync<TimeoutException>(() => pipeline.Completion.WaitAsync(Matrix.Generous));
        Assert.Equal(1, stage.Handled);
    }

    [Fact]
    public async Task A_second_stop_joins_the_first()
    {
        using var ring = new RingBuffer<Payload>(8, new AdaptiveWaitStrategy());
        var pipeline = new StagePipeline<Payload>(ring, [new ProbeStage(0)], Topology.SingleThread, maxBatch: 1);
        pipeline.Start();

        await Task.WhenAll(pipeline.StopAsync(Matrix.Generous), pipeline.StopAsync(Matrix.Generous));
        await pipeline.StopAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_pipeline_stopped_before_its_start_completes_and_cannot_start()
    {
        using var ring = new RingBuffer<Payload>(8, new AdaptiveWaitStrategy());
        var stage = new ProbeStage(0);
        var pipeline = new StagePipeline<Payload>(ring, [stage], Topology.SingleThread, maxBatch: 1);

        await pipeline.StopAsync(Matrix.Generous);

        Assert.True(pipeline.Completion.IsCompletedSuccessfully);
        Assert.Throws<InvalidOperationException>(pipeline.Start);
        Assert.Equal(0, stage.Starts);
    }

    [Fact]
    public async Task A_stop_with_a_bad_timeout_changes_nothing()
    {
        using var ring = new RingBuffer<Payload>(8, new AdaptiveWaitStrategy());
        var pipeline = new StagePipeline<Payload>(ring, [new ProbeStage(0)], Topology.SingleThread, maxBatch: 1);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => pipeline.StopAsync(TimeSpan.FromSeconds(-5)));
        Assert.False(ring.IsClosed);
    }
}
