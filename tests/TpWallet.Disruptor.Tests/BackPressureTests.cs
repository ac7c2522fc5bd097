namespace TpWallet.Disruptor.Tests;

public sealed class BackPressureTests
{
    [Theory]
    [MemberData(nameof(Matrix.EveryStrategy), MemberType = typeof(Matrix))]
    public void A_full_ring_refuses_or_times_out_and_claims_nothing(WaitKind waiting)
    {
        using var ring = new RingBuffer<Payload>(4, waiting.Create());
        Assert.True(ring.TryClaim(3, out _));

        Assert.False(ring.TryClaim(2, out _));
        Assert.Equal(ClaimResult.TimedOut, ring.Claim(2, TimeSpan.Zero, out _));
        Assert.Equal(ClaimResult.TimedOut, ring.Claim(2, TimeSpan.FromMilliseconds(3), out _));
        Assert.Equal((3, 3, 1), (ring.Claimed, ring.Depth, ring.RemainingCapacity));
        Assert.True(ring.TryClaim(1, out var last));
        Assert.Equal(3, last);
    }

    [Theory]
    [MemberData(nameof(Matrix.EveryStrategy), MemberType = typeof(Matrix))]
    public async Task A_blocked_claim_sees_the_close(WaitKind waiting)
    {
        using var ring = new RingBuffer<Payload>(4, waiting.Create());
        Assert.True(ring.TryClaim(4, out _));
        using var entered = new SemaphoreSlim(0);
        var blocked = Task.Run(() =>
        {
            entered.Release();
            return ring.Claim(1, Timeout.InfiniteTimeSpan, out _);
        });
        await entered.WaitAsync();

        ring.Close();

        Assert.Equal(ClaimResult.Closed, await blocked.WaitAsync(Matrix.Generous));
        Assert.False(ring.TryClaim(1, out _));
        Assert.True(ring.IsClosed);
    }

    [Theory]
    [MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task A_blocked_claim_goes_on_when_the_last_stage_frees_slots(WaitKind waiting, Topology topology)
    {
        using var ring = new RingBuffer<Payload>(4, waiting.Create());
        using var mayGoOn = new ManualResetEventSlim();
        ProbeStage[] stages = [new(0), new(1) { BeforeRange = (_, _) => mayGoOn.Wait() }];
        var pipeline = new StagePipeline<Payload>(ring, stages, topology, maxBatch: 4);
        pipeline.Start();
        var producer = new Producer(ring, 0);
        producer.Publish(4);

        Assert.Equal(ClaimResult.TimedOut, ring.Claim(1, TimeSpan.FromMilliseconds(1), out _));
        var blocked = Task.Run(() => producer.Publish(1));
        mayGoOn.Set();

        await blocked.WaitAsync(Matrix.Generous);
        await pipeline.StopAsync(Matrix.Generous);
        Assert.Equal(5, stages[1].Handled);
    }

    [Theory]
    [MemberData(nameof(Matrix.EveryTopology), MemberType = typeof(Matrix))]
    public async Task A_slot_is_free_only_when_the_last_stage_is_done_with_its_range(Topology topology)
    {
        using var ring = new RingBuffer<Payload>(2, new AdaptiveWaitStrategy());
        using var mayGoOn = new ManualResetEventSlim();
        using var arrived = new SemaphoreSlim(0);
        var last = new ProbeStage(1)
        {
            BeforeRange = (_, _) =>
            {
                arrived.Release();
                mayGoOn.Wait();
            },
        };
        var pipeline = new StagePipeline<Payload>(ring, [new ProbeStage(0), last], topology, maxBatch: 2);
        pipeline.Start();
        new Producer(ring, 0).Publish(2);
        Assert.True(await arrived.WaitAsync(Matrix.Generous));

        Assert.False(ring.TryClaim(1, out _));
        Assert.Equal((2, 0, 2, 0), (ring.Published, ring.Processed, ring.Depth, ring.RemainingCapacity));
        mayGoOn.Set();

        await Matrix.Until(() => ring.RemainingCapacity == 2, "The freeing of the slots");
        await pipeline.StopAsync(Matrix.Generous);
    }
}
