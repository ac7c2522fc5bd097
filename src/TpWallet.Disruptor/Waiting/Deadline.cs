using System.Diagnostics;

namespace TpWallet.Disruptor.Waiting;

/// <summary>A point on the monotonic clock, or never.</summary>
internal readonly record struct Deadline(long Ticks)
{
    internal static readonly Deadline Never = new(long.MaxValue);

    internal bool HasPassed => Ticks != long.MaxValue && Stopwatch.GetTimestamp() >= Ticks;

    /// <summary>Milliseconds left, rounded up, at least 1; -1 (for ever) if there is no deadline.</summary>
    internal int RemainingMilliseconds
    {
        get
        {
            if (Ticks == long.MaxValue)
            {
                return Timeout.Infinite;
            }

            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), Ticks).TotalMilliseconds;
            return (int)Math.Clamp(Math.Ceiling(left), 1, int.MaxValue);
        }
    }

    /// <summary>The deadline a time span from now; <see cref="Timeout.InfiniteTimeSpan"/> is never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time span is negative and not infinite.</exception>
    internal static Deadline After(TimeSpan timeout)
    {
        Check(timeout);
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return Never;
        }

        var now = Stopwatch.GetTimestamp();
        var ticks = timeout.TotalSeconds * Stopwatch.Frequency;
        return ticks >= long.MaxValue - now ? Never : new Deadline(now + (long)ticks);
    }

    /// <summary>Refuses what can't be a timeout, without reading the clock.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time span is negative and not infinite.</exception>
    internal static void Check(TimeSpan timeout)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A timeout is not negative, or is Timeout.InfiniteTimeSpan.");
        }
    }
}
