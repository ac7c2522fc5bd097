namespace TpWallet.Replication.Primary;

/// <summary>
/// How fast a standby that is far behind is sent what it lacks: a bucket that fills with time, and with twice what is sequenced meanwhile, so that
/// it always comes nearer. It may be overdrawn by one batch.
/// </summary>
internal sealed class CatchUpPace(long bytesPerSecond, long nowMs)
{
    private const int LiveFactor = 2;

    // What a late tick may make good at once.
    private const long BurstMs = 50;

    private readonly long _burst = Math.Max(1, bytesPerSecond * BurstMs / 1000);
    private long _allowance;
    private long _filledMs = nowMs;

    /// <summary>Whether something may be sent.</summary>
    public bool IsOpen => _allowance > 0;

    public void Fill(long nowMs)
    {
        // Less than a byte's worth of time is left for the next filling.
        var earned = bytesPerSecond * Math.Min(nowMs - _filledMs, BurstMs) / 1000;
        if (earned > 0)
        {
            Add(earned, _burst);
            _filledMs = nowMs;
        }
    }

    public void OnSequenced(int bytes) => Add(LiveFactor * (long)bytes, Math.Max(LiveFactor * (long)bytes, _burst));

    public void OnSent(int bytes) => _allowance -= bytes;

    private void Add(long bytes, long most) => _allowance = Math.Max(_allowance, Math.Min(_allowance + bytes, most));
}
