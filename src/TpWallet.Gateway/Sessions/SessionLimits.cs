namespace TpWallet.Gateway.Sessions;

/// <summary>Limits of all sessions of a switch together, over all its listeners.</summary>
public sealed record SessionLimits
{
    /// <summary>How many sessions may exist at once, those that wait for their last replies included; 1 to 65,535.</summary>
    public int MaxSessions { get; init; } = 4_096;

    /// <summary>
    /// Slots of the ring that are never promised to a session, kept for the switch's own commands; at least 0, less than the ring's capacity.
    /// </summary>
    public int ReservedSlots { get; init; } = 256;

    /// <summary>How often timeouts are looked at, which is also their precision; 10 ms to 10 s.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    internal void Validate(int ringCapacity)
    {
        OptionRange.Check(MaxSessions, 1, 65_535, nameof(MaxSessions));
        OptionRange.Check(ReservedSlots, 0, ringCapacity - 1, nameof(ReservedSlots));
        OptionRange.Check(SweepInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10), nameof(SweepInterval));
    }
}
