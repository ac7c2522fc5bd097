namespace TpWallet.Replication;

/// <summary>The constants of a group and of one member. Times are milliseconds of the clock given to <see cref="Replica.Tick"/>.</summary>
public sealed record ReplicaOptions
{
    /// <summary>This member.</summary>
    public required NodeId Node { get; init; }

    /// <summary>All members, this one included, 1 to 15.</summary>
    public required IReadOnlyList<NodeId> Members { get; init; }

    /// <summary>A random number drawn at every start of the process: sessions of different runs never look alike.</summary>
    public required ulong Incarnation { get; init; }

    /// <summary>What an acknowledgement promises; the same in the whole group.</summary>
    public DurabilityLevel Durability { get; init; } = DurabilityLevel.Fsync;

    /// <summary>How often the primary is heard when there is nothing else to say.</summary>
    public long HeartbeatIntervalMs { get; init; } = 50;

    /// <summary>After how long without a working primary an in-sync standby takes over.</summary>
    public long FailureTimeoutMs { get; init; } = 400;

    /// <summary>How much longer each further in-sync standby waits, so that they don't take over from each other.</summary>
    public long TakeOverStaggerMs { get; init; } = 60;

    /// <summary>After how long without progress a standby is swapped out of the in-sync set.</summary>
    public long ReplicaTimeoutMs { get; init; } = 300;

    /// <summary>After how long an unanswered join is tried again, and unacknowledged batches are sent again.</summary>
    public long ResendTimeoutMs { get; init; } = 60;

    /// <summary>After how long a question to the view store counts as unanswered.</summary>
    public long ViewTimeoutMs { get; init; } = 250;

    /// <summary>How often the view is read when nothing hints at a change.</summary>
    public long ViewPollMs { get; init; } = 500;

    /// <summary>After how long a hand-over, or taking a member out or in, is given up when it didn't happen.</summary>
    public long HandOverTimeoutMs { get; init; } = 1_000;

    /// <summary>How far the wall clock may run away from the steady one, or stand behind the log, before sequencing stops.</summary>
    public long MaxClockJumpMs { get; init; } = 10_000;

    /// <summary>Most commands on their way to a standby without acknowledgement.</summary>
    public ulong SendWindowCommands { get; init; } = 65_536;

    /// <summary>Most bytes of batches on their way to a standby without acknowledgement; one batch may go beyond.</summary>
    public long SendWindowBytes { get; init; } = 8 << 20;

    /// <summary>
    /// How many bytes a second are sent to a standby that is behind by more than <see cref="SendWindowCommands"/>; or twice what is sequenced
    /// meanwhile, if that is more.
    /// </summary>
    public long CatchUpBytesPerSecond { get; init; } = 64 << 20;

    /// <summary>Most commands sequenced and not yet committed.</summary>
    public ulong TailCommandsMax { get; init; } = 262_144;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Members.Count is 0 or > Wire.MessageLimits.MembersMax || !Members.Contains(Node) || Members.Distinct().Count() != Members.Count
            || Members.Any(static member => member.IsNone))
        {
            throw new ArgumentException($"The members must be 1 to {Wire.MessageLimits.MembersMax} different ones, {Node} among them.");
        }

        ArgumentOutOfRangeException.ThrowIfZero(Incarnation);
        ArgumentOutOfRangeException.ThrowIfLessThan(HeartbeatIntervalMs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(FailureTimeoutMs, 2 * HeartbeatIntervalMs);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReplicaTimeoutMs, 2 * HeartbeatIntervalMs);
        ArgumentOutOfRangeException.ThrowIfNegative(TakeOverStaggerMs);
        ArgumentOutOfRangeException.ThrowIfLessThan(ResendTimeoutMs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ViewTimeoutMs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ViewPollMs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(HandOverTimeoutMs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxClockJumpMs, 1);
        ArgumentOutOfRangeException.ThrowIfZero(SendWindowCommands);
        ArgumentOutOfRangeException.ThrowIfLessThan(SendWindowBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CatchUpBytesPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CatchUpBytesPerSecond, long.MaxValue / 1000);
        ArgumentOutOfRangeException.ThrowIfZero(TailCommandsMax);
    }
}
