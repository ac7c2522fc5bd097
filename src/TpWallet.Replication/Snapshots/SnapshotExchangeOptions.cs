using TpWallet.Persistence;

namespace TpWallet.Replication.Snapshots;

/// <summary>How a member gives its snapshots to others, and takes theirs.</summary>
public sealed record SnapshotExchangeOptions
{
    /// <summary>The folder of this member's snapshots, for serving them.</summary>
    public required string Directory { get; init; }

    /// <summary>Keeps a snapshot from being deleted while it is served.</summary>
    public required RetentionHold Hold { get; init; }

    /// <summary>How many bytes a second are sent to all others together; at least 1 MiB.</summary>
    public long BytesPerSecond { get; init; } = 64 << 20;

    /// <summary>Most members that are served at a time; others are told to ask again.</summary>
    public int ServedMax { get; init; } = 2;

    /// <summary>How many bytes may be on their way to this member that its disk hasn't taken yet.</summary>
    public int WindowBytes { get; init; } = 4 << 20;

    /// <summary>After how long without an answer the request is sent again.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>After how long without an answer fetching is given up, and serving ends.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets a line when serving begins and ends.</summary>
    public Action<string> Log { get; init; } = static _ => { };

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(BytesPerSecond, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(ServedMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(WindowBytes, 2 * Wire.SnapshotCodec.DataMax);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RetryInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Patience, RetryInterval);
    }
}
