namespace TpWallet.Replication.Primary;

/// <summary>
/// Tells a clock that runs from one that jumped (rule 16). Time that jumps ahead would expire every hold at once; time that stands far behind the
/// log would stand still for as long.
/// </summary>
internal sealed class SequencingClock(long maxJumpMs)
{
    private long _clockMs;
    private long _steadyMs;
    private bool _started;

    /// <summary>Whether the last reading was refused: nothing is sequenced until the clock is right, or accepted.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Whether a reading of the wall clock may be stamped.</summary>
    public bool Accepts(long clockMs, long steadyMs, long tailTimeMs)
    {
        var expectedMs = _clockMs + (steadyMs - _steadyMs);
        if ((_started && Math.Abs(clockMs - expectedMs) > maxJumpMs) || (tailTimeMs > clockMs && tailTimeMs - clockMs > maxJumpMs))
        {
            IsHeld = true;
            return false;
        }

        Accept(clockMs, steadyMs);
        return true;
    }

    /// <summary>An operator says that the clock is right now.</summary>
    public void Accept(long clockMs, long steadyMs)
    {
        _clockMs = clockMs;
        _steadyMs = steadyMs;
        _started = true;
        IsHeld = false;
    }
}
