namespace TpWallet.Aeron.Time;

/// <summary>A monotonic clock. Its origin has no meaning.</summary>
public interface INanoClock
{
    /// <summary>Nanoseconds since the clock's origin.</summary>
    long NanoTime { get; }
}
