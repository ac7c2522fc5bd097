namespace TpWallet.Disruptor.Tests;

/// <summary>Slots that belong together reach every stage in one range, whatever the topology and the size of a range.</summary>
public sealed class RangeBoundaryTests
{
    private const int Seed = 20_260_301;
    private const int GroupMax = 5;

    [Theory]
    [MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task A_group_is_never_split_over_two_ranges(WaitKind waiting, Topology topology)
    {
        var groups = waiting.Rounds(20_000);
        using var ring = new RingBuffer<Payload>(32, waiting.Create());
        var boundary = new GroupBoundary();
        GroupStage[] stages = [new(), new(), new()];
        var pipeline = new StagePipeline<Payload>(ring, stages, topology, maxBatch: 7, boundary);
        pipeline.Start();

        await Task.Factory.StartNew(
            () => PublishGroups(ring, groups, new Random(Seed)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await pipeline.StopAsync(Matrix.Generous);

        Assert.All(stages, stage =>
        {
            Assert.Equal(ring.Claimed, stage.Handled);
            Assert.Equal(0, stage.Split);
        });
    }

    [Theory]
    [MemberData(nameof(Matrix.EveryTopology), MemberType = typeof(Matrix))]
    public async Task A_full_range_is_cut_at_the_end_of_the_last_whole_group(Topology topology)
    {
        using var ring = new RingBuffer<Payload>(16, new AdaptiveWaitStrategy());
        var stage = new GroupStage();
        var pipeline = new StagePipeline<Payload>(ring, [stage], topology, maxBatch: 4, new GroupBoundary());
        Publish(ring, 3);
        Publish(ring, 3);
        Publish(ring, 1);
        Publish(ring, 2);

        pipeline.Start();
        await pipeline.StopAsync(Matrix.Generous);

        Assert.Equal([(0, 2), (3, 6), (7, 8)], stage.Ranges);
    }

    [Theory]
    [MemberData(nameof(Matrix.EveryTopology), MemberType = typeof(Matrix))]
    public async Task A_group_longer_than_a_range_stops_the_pipeline(Topology topology)
    {
        using var ring = new RingBuffer<Payload>(16, new AdaptiveWaitStrategy());
        var stage = new GroupStage();
        var pipeline = new StagePipeline<Payload>(ring, [stage], topology, maxBatch: 4, new GroupBoundary());
        Publish(ring, 2);
        Publish(ring, 5);

        pipeline.Start();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => pipeline.Completion.WaitAsync(Matrix.Generous));
        Assert.Equal("Slots 2 to 5 belong together with what follows, and a range holds 4 at most.", failure.Message);
        Assert.Equal([(0, 1)], stage.Ranges);
    }

    private static void PublishGroups(RingBuffer<Payload> ring, int groups, Random random)
    {
        for (; groups > 0; groups--)
        {
            Publish(ring, random.Next(1, GroupMax + 1));
        }
    }

    /// <summary>A group: each slot says how many of it follow.</summary>
    private static void Publish(RingBuffer<Payload> ring, int length)
    {
        Assert.Equal(ClaimResult.Claimed, ring.Claim(length, Matrix.Generous, out var first));
        for (var offset = 0; offset < length; offset++)
        {
            ring[first + offset].Counter = length - 1 - offset;
        }

        ring.Publish(first, first + length - 1);
    }

    private sealed class GroupBoundary : IRangeBoundary<Payload>
    {
        public long LastWhole(RingBuffer<Payload> ring, long first, long last)
        {
            while (last >= first && ring[last].Counter > 0)
            {
                last--;
            }

            return last;
        }
    }

    private sealed class GroupStage : IStage<Payload>
    {
        public List<(long, long)> Ranges { get; } = [];

        public long Handled { get; private set; }

        public int Split { get; private set; }

        public void OnBatch(RingBuffer<Payload> ring, long first, long last)
        {
            Ranges.Add((first, last));
            Handled += last - first + 1;
            Split += ring[last].Counter > 0 ? 1 : 0;
        }
    }
}
