namespace TpWallet.Server.Engine.Group;

/// <summary>Tells a core that has work from one that doesn't get on with it. One thread.</summary>
/// <param name="patienceMs">For how long it may stand still, milliseconds.</param>
internal sealed class ApplyProgress(long patienceMs)
{
    private ulong _applied;
    private long _movedMs;

    /// <summary>Whether the core has stood still for too long although something waits for it.</summary>
    /// <param name="applied">The last sequence that it has applied.</param>
    /// <param name="delivered">The last one that it was given.</param>
    /// <param name="nowMs">A steady clock.</param>
    public bool IsStuck(ulong applied, ulong delivered, long nowMs)
    {
        if (applied != _applied || applied >= delivered)
        {
            (_applied, _movedMs) = (applied, nowMs);
        }

        return nowMs - _movedMs > patienceMs;
    }
}
