using TpWallet.Disruptor.Waiting;

namespace TpWallet.Disruptor.Tests;

public sealed class RingBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-8)]
    [InlineData(3)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void RingBuffer_refuses_a_capacity_that_is_no_power_of_two(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RingBuffer<long>(capacity, new AdaptiveWaitStrategy()));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(5)]
    [InlineData(int.MinValue)]
    public void A_claim_refuses_a_count_outside_the_ring(int count)
    {
        using var ring = new RingBuffer<long>(4, new AdaptiveWaitStrategy());

        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryClaim(count, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Claim(count, TimeSpan.Zero, out _));
        Assert.Equal(0, ring.Claimed);
    }

    [Fact]
    public void A_blocking_claim_refuses_a_negative_timeout()
    {
        using var ring = new RingBuffer<long>(4, new AdaptiveWaitStrategy());

        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Claim(1, TimeSpan.FromSeconds(-2), out _));
        Assert.Equal(0, ring.Claimed);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(2, 1)]
    [InlineData(0, 4)]
    [InlineData(1, long.MaxValue)]
    public void A_publication_refuses_a_range_that_no_claim_can_have(long first, long last)
    {
        using var ring = new RingBuffer<long>(4, new AdaptiveWaitStrategy());
        Assert.True(ring.TryClaim(4, out _));

        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Publish(first, last));
        Assert.Equal(0, ring.Published);
    }

    [Fact]
    public void A_sequence_is_published_once_and_in_its_lap()
    {
        using var ring = new RingBuffer<long>(4, new AdaptiveWaitStrategy());
        Assert.True(ring.TryClaim(2, out _));
        ring.Publish(0, 0);

        Assert.Throws<InvalidOperationException>(() => ring.Publish(0, 0));
        Assert.Throws<InvalidOperationException>(() => ring.Publish(8, 8));
        Assert.Equal(1, ring.Published);
    }

    [Fact]
    public void Counts_tell_claimed_published_and_free_apart()
    {
        using var ring = new RingBuffer<long>(8, new AdaptiveWaitStrategy());
        Assert.True(ring.TryClaim(5, out var first));
        ring.Publish(first, first + 1);
        ring.Publish(first + 3, first + 4);

        Assert.Equal((5, 2, 0), (ring.Claimed, ring.Published, ring.Processed));
        Assert.Equal((5, 3), (ring.Depth, ring.RemainingCapacity));
        ring.Close();
        Assert.Equal((5, 5), (ring.Claimed, ring.Depth));
    }

    [Fact]
    public void A_disposed_ring_is_closed_and_gives_no_slot()
    {
        var ring = new RingBuffer<long>(8, new AdaptiveWaitStrategy());
        ring.Dispose();
        ring.Dispose();

        Assert.Throws<ObjectDisposedException>(() => ring[0]);
        Assert.False(ring.TryClaim(1, out _));
        Assert.Equal(ClaimResult.Closed, ring.Claim(1, Timeout.InfiniteTimeSpan, out _));
    }

    [Fact]
    public void Deadline_tells_never_from_passed_and_from_a_long_time()
    {
        Assert.Equal((false, Timeout.Infinite), (Deadline.Never.HasPassed, Deadline.Never.RemainingMilliseconds));
        Assert.Equal(Deadline.Never, Deadline.After(TimeSpan.MaxValue));
        Assert.Equal((true, 1), (Deadline.After(TimeSpan.Zero).HasPassed, Deadline.After(TimeSpan.Zero).RemainingMilliseconds));
        Assert.InRange(Deadline.After(TimeSpan.FromDays(1)).RemainingMilliseconds, 80_000_000, 86_400_000);
    }
}
