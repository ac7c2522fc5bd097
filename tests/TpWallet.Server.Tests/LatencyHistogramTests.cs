using TpWallet.Server.Measurement;

namespace TpWallet.Server.Tests;

public sealed class LatencyHistogramTests
{
    private static readonly double[] Percentiles = [0.001, 1, 50, 90, 99, 99.9, 99.99, 100];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20_000)]
    public void Percentiles_agree_with_a_sorted_list_to_three_digits(int count)
    {
        const int Seed = 20261122;
        var random = new Random(Seed);
        var histogram = new LatencyHistogram();
        var latencies = new long[count];
        for (var index = 0; index < count; index++)
        {
            // Spread over all magnitudes from a nanosecond to an hour.
            latencies[index] = (long)Math.Pow(LatencyHistogram.LongestNs, random.NextDouble());
            histogram.Record(latencies[index]);
        }

        Array.Sort(latencies);
        foreach (var percent in Percentiles)
        {
            var exact = latencies[Math.Max(1, (int)Math.Ceiling(percent / 100 * count)) - 1];
            Assert.InRange(histogram.PercentileNs(percent), exact, exact + (exact / 1_000));
        }

        Assert.Equal(latencies[^1], histogram.MaxNs);
        Assert.Equal(count, histogram.Count);
    }

    [Fact]
    public void Values_below_2048_ns_are_exact()
    {
        for (var value = 0; value < 2_048; value++)
        {
            var histogram = new LatencyHistogram();
            histogram.Record(value);
            histogram.Record(LatencyHistogram.LongestNs);
            Assert.Equal(value, histogram.PercentileNs(50));
        }
    }

    [Fact]
    public void Buckets_rise_and_each_value_falls_into_the_first_that_reaches_it()
    {
        for (long value = 1; value < LatencyHistogram.LongestNs; value = (value * 3) + 1)
        {
            var histogram = new LatencyHistogram();
            histogram.Record(value);
            histogram.Record(value + 1);
            var buckets = histogram.Buckets().ToList();
            Assert.True(buckets[0].HighestNs >= value);
            Assert.True(buckets[^1].HighestNs >= value + 1);
            Assert.Equal(2, buckets.Sum(bucket => bucket.Count));
        }
    }

    [Fact]
    public void Latencies_out_of_range_count_at_the_ends()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);
        Assert.Equal(0, histogram.PercentileNs(50));
        Assert.Equal(LatencyHistogram.LongestNs, histogram.PercentileNs(100));
    }

    [Fact]
    public void An_empty_histogram_answers_zero() => Assert.Equal(0, new LatencyHistogram().PercentileNs(99));

    [Fact]
    public void Adding_is_the_same_as_recording_all_in_one()
    {
        var random = new Random(7);
        LatencyHistogram left = new(), right = new(), both = new();
        for (var index = 0; index < 1_000; index++)
        {
            var value = random.NextInt64(10_000_000);
            (index % 2 == 0 ? left : right).Record(value);
            both.Record(value);
        }

        left.Add(right);
        Assert.Equal(both.Buckets(), left.Buckets());
        Assert.Equal(both.MaxNs, left.MaxNs);
        left.Clear();
        Assert.Empty(left.Buckets());
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var value = 0; value < 10_000; value++)
        {
            histogram.Record(value * 1_000L);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
