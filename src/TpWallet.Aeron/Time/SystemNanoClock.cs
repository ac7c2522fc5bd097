using System.Diagnostics;

namespace TpWallet.Aeron.Time;

/// <summary>The monotonic clock of the machine.</summary>
public sealed class SystemNanoClock : INanoClock
{
    private const long NanosPerSecond = 1_000_000_000;
    private static readonly bool TicksAreNanos = Stopwatch.Frequency == NanosPerSecond;

    private SystemNanoClock()
    {
    }

    /// <summary>The only instance.</summary>
    public static SystemNanoClock Instance { get; } = new();

    /// <inheritdoc/>
    public long NanoTime
    {
        get
        {
            var ticks = Stopwatch.GetTimestamp();
            return TicksAreNanos ? ticks : (long)((Int128)ticks * NanosPerSecond / Stopwatch.Frequency);
        }
    }
}
