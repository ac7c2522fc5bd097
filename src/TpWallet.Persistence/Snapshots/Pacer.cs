namespace TpWallet.Persistence.Snapshots;

/// <summary>
/// Keeps one thread's reads or writes to a pace: a bucket that fills with the pace, up to one block, and may be overdrawn by one piece. The pace
/// is asked for again and again, so that a change takes effect within <see cref="WaitMax"/>.
/// </summary>
/// <param name="bytesPerSecond">The pace.</param>
/// <param name="time">The clock.</param>
public sealed class Pacer(Func<long> bytesPerSecond, TimeProvider time)
{
    /// <summary>A snapshot must come to an end: a slower pace counts as this one.</summary>
    public const long BytesPerSecondMin = 1 << 20;

    /// <summary>Longest time between two looks at the pace.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(50);

    // Shorter waits than the timer can keep are left as a debt.
    private static readonly TimeSpan WaitMin = TimeSpan.FromMilliseconds(1);

    private double _allowance;
    private long _refilledAt = time.GetTimestamp();

    /// <summary>Returns when the bytes may be moved.</summary>
    public void Wait(int bytes, CancellationToken cancellation)
    {
        _allowance -= bytes;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var pace = Math.Max(BytesPerSecondMin, bytesPerSecond());
            var now = time.GetTimestamp();
            _allowance = Math.Min(SnapshotLayout.BlockLength, _allowance + (time.GetElapsedTime(_refilledAt, now).TotalSeconds * pace));
            _refilledAt = now;
            var debtSeconds = -_allowance / pace;
            if (debtSeconds < WaitMin.TotalSeconds)
            {
                return;
            }

            var wait = TimeSpan.FromSeconds(Math.Min(debtSeconds, WaitMax.TotalSeconds));
            Task.Delay(wait, time, cancellation).GetAwaiter().GetResult();
        }
    }
}
