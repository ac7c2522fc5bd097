namespace TpWallet.Persistence.Journal;

/// <summary>How to open a journal.</summary>
public sealed record JournalOptions
{
    /// <summary>Largest segment, bytes.</summary>
    public const long MaxSegmentBytes = 1L << 30;

    /// <summary>Folder of the journal; made when missing.</summary>
    public required string Directory { get; init; }

    /// <summary>Kind of journal; an existing one must be of this kind.</summary>
    public JournalKind Kind { get; init; } = JournalKind.Segments;

    /// <summary>
    /// Size of each new segment file, bytes: a multiple of 4 KiB (a power of two with FasterLog), room for the largest batch, at most 1 GiB.
    /// </summary>
    public long SegmentBytes { get; init; } = 256L << 20;

    /// <summary>Most commands in one batch, 1 to <see cref="SealedBatch.MaxCommands"/>.</summary>
    public int MaxBatchCommands { get; init; } = 8192;

    /// <summary>What a returning append promises.</summary>
    public DurabilityMode Durability { get; init; } = DurabilityMode.Fsync;

    /// <summary>How long an append waits for a new segment that isn't ready before it gives up.</summary>
    public TimeSpan SegmentTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is known from a snapshot: opening verifies and shows only what follows; null: everything is read.</summary>
    public JournalPosition? Base { get; init; }

    /// <summary>Folder to which released segments are moved, made when missing; null: they are deleted.</summary>
    public string? ArchiveDirectory { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchCommands, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxBatchCommands, SealedBatch.MaxCommands);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SegmentTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SegmentBytes, MaxSegmentBytes);
        if (!Enum.IsDefined(Kind) || !Enum.IsDefined(Durability))
        {
            throw new ArgumentOutOfRangeException(nameof(Kind), $"Unknown kind {Kind} or durability {Durability}.");
        }

        if (ArchiveDirectory is { } archive && FullPath(archive) == FullPath(Directory))
        {
            throw new ArgumentOutOfRangeException(nameof(ArchiveDirectory), archive, "The archive must be another folder than the journal's.");
        }

        var smallest = SealedBatch.BlockSize + SealedBatch.LengthOf(MaxBatchCommands);
        if (SegmentBytes < smallest || SegmentBytes % SealedBatch.BlockSize != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(SegmentBytes), SegmentBytes,
                $"A segment must be a multiple of {SealedBatch.BlockSize} bytes and hold a batch of {MaxBatchCommands} commands: at "
                    + $"least {smallest} bytes.");
        }
    }

    private static string FullPath(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
