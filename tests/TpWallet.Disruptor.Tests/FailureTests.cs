namespace TpWallet.Disruptor.Tests;

public sealed class FailureTests
{
    private const long FailsAt = 100;

    [Theory]
    [MemberData(nameof(Matrix.EveryStageOfThree), MemberType = typeof(Matrix))]
    public async Task A_failing_stage_stops_the_pipeline_and_skips_nothing(WaitKind waiting, Topology topology, int failing)
    {
        using var ring = new RingBuffer<Payload>(16, waiting.Create());
        var failure = new InvalidDataException("stage failed");
        var stages = Enumerable.Range(0, 3).Select(position => new ProbeStage(position)
        {
            BeforeRange = (_, last) =>
            {
                if (position == failing && last >= FailsAt)
                {
                    throw failure;
                }
            },
        }).ToArray();
        var pipeline = new StagePipeline<Payload>(ring, stages, topology, maxBatch: 1);
        pipeline.Start();

        var producing = Task.Run(() => PublishUntilClosed(ring));

        Assert.Same(failure, await Assert.ThrowsAsync<InvalidDataException>(() => pipeline.Completion.WaitAsync(Matrix.Generous)));
        await producing.WaitAsync(Matrix.Generous);
        Assert.Equal(ClaimResult.Closed, ring.Claim(1, Timeout.InfiniteTimeSpan, out _));
        Assert.All(stages.Skip(failing), stage => Assert.Equal(FailsAt, stage.Handled));
        Assert.All(stages.Take(failing), stage => Assert.InRange(stage.Handled, FailsAt + 1, ring.Claimed));
        Assert.Equal(FailsAt, ring.Processed);
        Assert.All(stages, stage => Assert.Equal((1, 1), (stage.Starts, stage.Stops)));
    }

    [Theory]
    [MemberData(nameof(Matrix.EveryTopology), MemberType = typeof(Matrix))]
    public async Task StopAsync_reports_the_failure_of_a_stage(Topology topology)
    {
        using var ring = new RingBuffer<Payload>(16, new AdaptiveWaitStrategy());
        var stage = new ProbeStage(0) { BeforeRange = (_, _) => throw new InvalidDataException() };
        var pipeline = new StagePipeline<Payload>(ring, [stage], topology, maxBatch: 16);
        pipeline.Start();
        new Producer(ring, 0).Publish(1);

        await Assert.ThrowsAsync<InvalidDataException>(() => pipeline.StopAsync(Matrix.Generous));
    }

    [Theory]
    [MemberData(nameof(Matrix.EveryTopology), MemberType = typeof(Matrix))]
    public async Task A_stage_that_cannot_start_gets_no_range_and_stops_the_pipeline(Topology topology)
    {
        using var ring = new RingBuffer<Payload>(16, new AdaptiveWaitStrategy());
        var failing = new ProbeStage(1) { Starting = () => throw new InvalidDataException() };
        var first = new ProbeStage(0);
        var pipeline = new StagePipeline<Payload>(ring, [first, failing], topology, maxBatch: 16);
        Assert.True(ring.TryClaim(1, out var sequence));
        new Producer(ring, 0).Fill(sequence, 1);
        ring.Publish(sequence, sequence);

        pipeline.Start();

        await Assert.ThrowsAsync<InvalidDataException>(() => pipeline.Completion.WaitAsync(Matrix.Generous));
        Assert.Equal((0, 0), (failing.Handled, failing.Stops));
        Assert.Equal(1, first.Stops);
        Assert.Equal((0, true), (ring.Processed, ring.IsClosed));
    }

    [Fact]
    public async Task Completion_names_the_first_failure_and_keeps_the_others()
    {
        using var ring = new RingBuffer<Payload>(16, new AdaptiveWaitStrategy());
        using var bothIn = new Barrier(2);
        var firstFailed = new TaskCompletionSource();
        var earlier = new ProbeStage(0)
        {
            BeforeRange = (first, _) =>
            {
                if (first == 1)
                {
                    bothIn.SignalAndWait();
                    firstFailed.Task.Wait();
                    throw new InvalidDataException("second");
                }
            },
        };
        var later = new ProbeStage(1)
        {
            BeforeRange = (_, _) =>
            {
                bothIn.SignalAndWait();
                throw new InvalidDataException("first");
            },
        };
        var pipeline = new StagePipeline<Payload>(ring, [earlier, later], Topology.ThreadPerStage, maxBatch: 1);
        pipeline.Start();
        new Producer(ring, 0).Publish(2);
        await Matrix.Until(() => ring.IsClosed, "The close after the first failure");
        firstFailed.SetResult();

        await Assert.ThrowsAsync<InvalidDataException>(() => pipeline.Completion.WaitAsync(Matrix.Generous));
        Assert.Equal(["first", "second"], pipeline.Completion.Exception!.InnerExceptions.Select(exception => exception.Message));
    }

    private static void PublishUntilClosed(RingBuffer<Payload> ring)
    {
        var producer = new Producer(ring, 0);
        while (ring.Claim(1, Matrix.Generous, out var sequence) == ClaimResult.Claimed)
        {
            producer.Fill(sequence, 1);
            ring.Publish(sequence, sequence);
        }
    }
}
