namespace TpWallet.Disruptor.Tests;

public sealed class HandOverTests
{
    private const int Seed = 20_260_214;

    [Theory]
    [MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task Every_slot_arrives_once_whole_and_in_order_when_many_produce(WaitKind waiting, Topology topology)
    {
        const int Producers = 3;
        var each = waiting.Rounds(20_000);
        using var ring = new RingBuffer<Payload>(64, waiting.Create());
        ProbeStage[] stages = [new(0), new(1), new(2)];
        var pipeline = new StagePipeline<Payload>(ring, stages, topology, maxBatch: 16);
        pipeline.Start();

        await Task.WhenAll(Enumerable.Range(0, Producers).Select(number => OnThread(
            () => new Producer(ring, number).PublishBatches(each, batchMax: 24, new Random(Seed + number)))));
        await pipeline.StopAsync(Matrix.Generous);

        Assert.All(stages, stage =>
        {
            Assert.Equal(Producers * each, stage.Handled);
            Assert.All(stage.CountByProducer.Values, count => Assert.Equal(each, count));
            Assert.InRange(stage.LargestRange, 1, 16);
        });
        Assert.Equal(Producers * each, ring.Processed);
    }

    [Theory]
    [MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task Claims_larger_than_half_the_ring_span_the_wrap(WaitKind waiting, Topology topology)
    {
        var laps = waiting.Rounds(2_000);
        using var ring = new RingBuffer<Payload>(8, waiting.Create());
        ProbeStage[] stages = [new(0), new(1)];
        var pipeline = new StagePipeline<Payload>(ring, stages, topology, maxBatch: 8);
        pipeline.Start();

        await OnThread(() =>
        {
            var producer = new Producer(ring, 0);
            for (var lap = 0; lap < laps; lap++)
            {
                var count = lap % 10 == 9 ? 8 : 5;
                Assert.Equal(ClaimResult.Claimed, ring.Claim(count, Matrix.Generous, out var first));
                producer.Fill(first, count);
                ring.Publish(first, first + count - 1);
            }
        });
        await pipeline.StopAsync(Matrix.Generous);

        Assert.Equal(ring.Claimed, stages[1].Handled);
    }

    [Theory]
    [MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task Slots_published_out_of_order_are_held_back_until_the_gap_is_filled(WaitKind waiting, Topology topology)
    {
        using var ring = new RingBuffer<Payload>(8, waiting.Create());
        ProbeStage[] stages = [new(0)];
        var pipeline = new StagePipeline<Payload>(ring, stages, topology, maxBatch: 8);
        pipeline.Start();
        var producer = new Producer(ring, 0);
        Assert.True(ring.TryClaim(1, out var early));
        Assert.True(ring.TryClaim(2, out var late));
        producer.Fill(early, 3);

        ring.Publish(late, late + 1);
        Assert.Equal((3, 0, 0), (ring.Claimed, ring.Published, ring.Processed));
        ring.Publish(early, early);

        await pipeline.StopAsync(Matrix.Generous);
        Assert.Equal(3, stages[0].Handled);
    }

    [Fact]
    public async Task Publication_and_a_blocked_claim_allocate_nothing()
    {
        using var ring = new RingBuffer<Payload>(2, new AdaptiveWaitStrategy(spins: 0, yields: 0));
        var pipeline = new StagePipeline<Payload>(ring, [new IdleStage()], Topology.SingleThread, maxBatch: 2);
        pipeline.Start();

        var allocated = await OnThread(() =>
        {
            PublishUnfilled(ring, 1_000);
            var before = GC.GetAllocatedBytesForCurrentThread();
            PublishUnfilled(ring, 1_000);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        await pipeline.StopAsync(Matrix.Generous);

        Assert.Equal(0, allocated);
    }

    private static void PublishUnfilled(RingBuffer<Payload> ring, int count)
    {
        for (; count > 0; count--)
        {
            ring.Claim(1, Matrix.Generous, out var sequence);
            ring.Publish(sequence, sequence);
        }
    }

    private static Task OnThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Task<TResult> OnThread<TResult>(Func<TResult> function) =>
        Task.Factory.StartNew(function, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private sealed class IdleStage : IStage<Payload>
    {
        public void OnBatch(RingBuffer<Payload> ring, long first, long last)
        {
            // The test looks at the producer alone.
        }
    }
}
