namespace TpWallet.Aeron.Subscriptions;

/// <summary>Decides when the first gap of an image is to be asked for: after a delay, and then again and again until it is filled.</summary>
internal struct LossDetector
{
    private const long NoGap = -1;
    private long _gap = NoGap;

    public LossDetector()
    {
    }

    /// <summary>When the gap is due, nanoseconds.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    /// <summary>Notes where the gap begins.</summary>
    /// <returns>Whether it is a new one.</returns>
    public bool Observe(long gap, long now, long delayNanos)
    {
        if (gap == _gap)
        {
            return false;
        }

        _gap = gap;
        Deadline = now + delayNanos;
        return true;
    }

    /// <summary>Puts the gap off after it was asked for.</summary>
    public void Asked(long now, long intervalNanos) => Deadline = now + intervalNanos;

    /// <summary>There is no gap.</summary>
    public void Clear()
    {
        _gap = NoGap;
        Deadline = long.MaxValue;
    }
}
