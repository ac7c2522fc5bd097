using System.Numerics;

namespace TpWallet.Server.Measurement;

/// <summary>
/// Counts latencies from 1 ns to 1 hour with three significant digits, in the manner of HdrHistogram: buckets are linear within a
/// power of two, and twice as wide in each next one. Fixed memory (264 KiB), no allocation once made. One writer at a time.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>The largest latency that is told apart: one hour, in nanoseconds. Longer ones count as this long.</summary>
    public const long LongestNs = 3_600_000_000_000;

    // 2,048 values below the first doubling, so that a bucket is never wider than a 1,024th of its values.
    private const int LinearBits = 11;
    private const int HalfCount = 1 << (LinearBits - 1);

    private readonly long[] _counts = new long[IndexOf(LongestNs) + 1];

    /// <summary>How many latencies were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The longest recorded latency, exactly, nanoseconds; 0 when there is none.</summary>
    public long MaxNs { get; private set; }

    /// <summary>The longest in microseconds with one decimal, for reports.</summary>
    public double MaxUs => Math.Round(MaxNs / 1_000.0, 1);

    /// <summary>Counts one latency, nanoseconds. A negative one, which a clock's jitter could give, counts as zero.</summary>
    public void Record(long ns)
    {
        var value = Math.Clamp(ns, 0, LongestNs);
        _counts[IndexOf(value)]++;
        Count++;
        MaxNs = Math.Max(MaxNs, value);
    }

    /// <summary>Adds all that the other one counted.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var index = 0; index < _counts.Length; index++)
        {
            _counts[index] += other._counts[index];
        }

        Count += other.Count;
        MaxNs = Math.Max(MaxNs, other.MaxNs);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        MaxNs = 0;
    }

    /// <summary>
    /// The latency that <paramref name="percent"/> of the recorded ones don't exceed, nanoseconds; at most 0.1 % above the exact one, never below.
    /// </summary>
    /// <param name="percent">Above 0, up to 100.</param>
    public long PercentileNs(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        var wanted = Math.Max(1, (long)Math.Ceiling(percent / 100 * Count));
        long seen = 0;
        for (var index = 0; index < _counts.Length; index++)
        {
            seen += _counts[index];
            if (seen >= wanted)
            {
                return Math.Min(HighestOf(index), MaxNs);
            }
        }

        return MaxNs;
    }

    /// <summary>A percentile in microseconds with one decimal, for reports.</summary>
    public double PercentileUs(double percent) => Math.Round(PercentileNs(percent) / 1_000.0, 1);

    /// <summary>The buckets that counted anything, in rising order: the highest latency of each, nanoseconds, and its count.</summary>
    public IEnumerable<(long HighestNs, long Count)> Buckets()
    {
        for (var index = 0; index < _counts.Length; index++)
        {
            if (_counts[index] > 0)
            {
                yield return (HighestOf(index), _counts[index]);
            }
        }
    }

    private static int IndexOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value) + 1 - LinearBits);
        return (shift * HalfCount) + (int)(value >> shift);
    }

    private static long HighestOf(int index)
    {
        var shift = Math.Max(0, (index / HalfCount) - 1);
        var linear = (long)index - (shift * HalfCount);
        return ((linear + 1) << shift) - 1;
    }
}
