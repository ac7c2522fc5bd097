namespace TpWallet.Gateway.Metrics;

/// <summary>One histogram with fixed buckets. Any thread records; nothing is allocated and nobody waits.</summary>
internal sealed class HistogramSeries(double[] bounds)
{
    private const double NanosecondsPerSecond = 1e9;

    // The last one counts what is above every bound.
    private readonly long[] _counts = new long[bounds.Length + 1];
    private long _sumNs;

    /// <summary>From 5 µs, an apply of few commands, to 10 s, which no stage should ever take.</summary>
    public static double[] DurationBoundsSeconds { get; } =
    [
        5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ];

    /// <summary>Upper bounds of all buckets but the last, seconds, in rising order; a value that equals one belongs to it.</summary>
    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>Sum of all values, seconds, to the nanosecond.</summary>
    public double Sum => Interlocked.Read(ref _sumNs) / NanosecondsPerSecond;

    /// <summary>How many values the bucket with this number holds.</summary>
    public long CountOf(int bucket) => Interlocked.Read(ref _counts[bucket]);

    /// <summary>Counts one value, seconds.</summary>
    public void Record(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _sumNs, (long)(value * NanosecondsPerSecond));
    }
}
