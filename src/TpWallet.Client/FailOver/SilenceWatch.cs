namespace TpWallet.Client.FailOver;

/// <summary>
/// Whether a primary that owes answers is still there. A process that is stopped, or a machine that is gone, closes no connection; a primary
/// that is merely slow still answers a heartbeat.
/// </summary>
/// <param name="timeout">For how long it may be silent, in ticks of the caller's clock: half of it before it is asked, half after.</param>
internal sealed class SilenceWatch(long timeout)
{
    private long _askedAt;
    private bool _isAsked;

    /// <summary>How often to look, in ticks.</summary>
    public long Interval => Math.Max(1, timeout / 8);

    /// <summary>Looks.</summary>
    /// <param name="now">Now.</param>
    /// <param name="lastReceived">When something last came from it.</param>
    /// <param name="owesAnswers">Whether a request is in flight.</param>
    public PrimarySign Look(long now, long lastReceived, bool owesAnswers)
    {
        if (!owesAnswers || (_isAsked && lastReceived > _askedAt))
        {
            _isAsked = false;
        }

        if (_isAsked)
        {
            return now - _askedAt >= timeout / 2 ? PrimarySign.Gone : PrimarySign.Alive;
        }

        if (!owesAnswers || now - lastReceived < timeout / 2)
        {
            return PrimarySign.Alive;
        }

        _isAsked = true;
        _askedAt = now;
        return PrimarySign.Silent;
    }
}
