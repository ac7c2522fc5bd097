namespace TpWallet.Gateway.Metrics;

/// <summary>What a member of a group tells of itself when metrics are read: one moment, a tenth of a second old at most.</summary>
public sealed record GroupReading
{
    /// <summary>This member: <c>node-1</c>.</summary>
    public required string Member { get; init; }

    /// <summary><c>primary</c>, <c>standby</c> or <c>stopped</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The newest epoch that it has promised.</summary>
    public long Epoch { get; init; }

    /// <summary>Whether the view names it in sync, under its own journal.</summary>
    public bool IsInSync { get; init; }

    /// <summary>Members in sync.</summary>
    public int InSync { get; init; }

    /// <summary>The smallest in-sync set that commits.</summary>
    public int MinInSync { get; init; }

    /// <summary>Members that an operator took out.</summary>
    public int Removed { get; init; }

    /// <summary>For how long it has heard of no working primary, seconds; 0: there is one, or this is it.</summary>
    public double WithoutPrimarySeconds { get; init; }

    /// <summary>How long nobody served before this member last took over, seconds; 0: it hasn't.</summary>
    public double LastTakeOverSeconds { get; init; }

    /// <summary>For how long the view store has not answered, seconds.</summary>
    public double ViewStoreSilentSeconds { get; init; }

    /// <summary>Whether nothing is sequenced because the clock jumped.</summary>
    public bool IsClockHeld { get; init; }

    /// <summary>As the primary: how far the others are. Empty on a standby.</summary>
    public IReadOnlyList<StandbyReading> Standbys { get; init; } = [];

    /// <summary>Changes of the view seen since the start.</summary>
    public long ViewChanges { get; init; }

    /// <summary>Datagrams that could not be opened.</summary>
    public long SealFailures { get; init; }

    /// <summary>Times that this log was found to differ from the primary's where it is committed: the process ends.</summary>
    public long HashMismatches { get; init; }

    /// <summary>Times that a standby's stream was sent again.</summary>
    public long Resends { get; init; }

    /// <summary>Commands cut from the tail because the primary's log differs; none of them had been answered.</summary>
    public long CommandsCut { get; init; }

    /// <summary>Everything else that was counted, by name.</summary>
    public IReadOnlyList<(string Event, long Count)> Events { get; init; } = [];
}
