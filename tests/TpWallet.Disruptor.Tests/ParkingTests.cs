namespace TpWallet.Disruptor.Tests;

public sealed class ParkingTests
{
    [Theory]
    [InlineData(Topology.SingleThread, 1)]
    [InlineData(Topology.ThreadPerStage, 3)]
    public async Task An_idle_pipeline_parks_every_thread_and_wakes_them_for_work_alone(Topology topology, int threads)
    {
        var strategy = new AdaptiveWaitStrategy();
        using var ring = new RingBuffer<Payload>(8, strategy);
        var pipeline = new StagePipeline<Payload>(ring, [new ProbeStage(0), new ProbeStage(1), new ProbeStage(2)], topology, maxBatch: 8);
        var producer = new Producer(ring, 0);
        pipeline.Start();

        for (var round = 1; round <= 100; round++)
        {
            await Matrix.Until(() => strategy.Parked == threads, "The park of every thread");
            Assert.Equal((long)round * threads, strategy.Parks);
            producer.Publish(1);
            await Matrix.Until(() => ring.Processed == round && strategy.Parks == (long)(round + 1) * threads, "The slot's way");
        }

        await pipeline.StopAsync(Matrix.Generous);
        Assert.Equal(0, strategy.Parked);
    }

    [Theory]
    [MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task No_wake_up_is_lost_when_two_pipelines_play_ping_pong(WaitKind waiting, Topology topology)
    {
        var rounds = waiting.Rounds(5_000);
        using var ping = new RingBuffer<long>(4, waiting.Create());
        using var pong = new RingBuffer<long>(4, waiting.Create());
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pinging = new StagePipeline<long>(ping, [new Returner(pong, rounds, finished)], topology, maxBatch: 4);
        var ponging = new StagePipeline<long>(pong, [new Returner(ping, rounds, finished)], topology, maxBatch: 4);
        pinging.Start();
        ponging.Start();

        Returner.Send(ping, 1);

        await finished.Task.WaitAsync(Matrix.Generous);
        await Task.WhenAll(pinging.StopAsync(Matrix.Generous), ponging.StopAsync(Matrix.Generous));
        Assert.Equal(rounds, ping.Processed + pong.Processed);
    }

    [Theory]
    [MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task No_wake_up_is_lost_when_producers_and_stages_block_at_every_slot(WaitKind waiting, Topology topology)
    {
        var each = waiting.Rounds(1_500);
        using var ring = new RingBuffer<Payload>(1, waiting.Create());
        ProbeStage[] stages = [new(0), new(1)];
        var pipeline = new StagePipeline<Payload>(ring, stages, topology, maxBatch: 1);
        pipeline.Start();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(number => Task.Run(() => new Producer(ring, number).Publish(each))))
            .WaitAsync(Matrix.Generous);
        await pipeline.StopAsync(Matrix.Generous);

        Assert.Equal(3 * each, stages[1].Handled);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    public void AdaptiveWaitStrategy_refuses_negative_phases(int spins, int yields) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveWaitStrategy(spins, yields));

    private sealed class Returner(RingBuffer<long> other, long rounds, TaskCompletionSource finished) : IStage<long>
    {
        public static void Send(RingBuffer<long> ring, long round)
        {
            Assert.True(ring.TryClaim(1, out var sequence));
            ring[sequence] = round;
            ring.Publish(sequence, sequence);
        }

        public void OnBatch(RingBuffer<long> ring, long first, long last)
        {
            Assert.Equal(first, last);
            var round = ring[first];
            if (round == rounds)
            {
                finished.SetResult();
                return;
            }

            Send(other, round + 1);
        }
    }
}
