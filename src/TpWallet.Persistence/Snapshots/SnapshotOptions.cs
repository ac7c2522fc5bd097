namespace TpWallet.Persistence.Snapshots;

/// <summary>Where snapshots are kept.</summary>
public sealed record SnapshotOptions
{
    /// <summary>The folder; made when missing.</summary>
    public required string Directory { get; init; }

    /// <summary>Bytes that must stay free on the disk, beyond the snapshot that is written; the journal needs them to go on.</summary>
    public long ReserveBytes { get; init; } = 1L << 30;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Directory);
        ArgumentOutOfRangeException.ThrowIfNegative(ReserveBytes);
    }
}
