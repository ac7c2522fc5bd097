using System.Numerics;

namespace TpWallet.Persistence.Events;

/// <summary>How to open an event log.</summary>
public sealed record EventLogOptions
{
    /// <summary>Folder of the log; made when missing.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// Size of a segment file of a new log, bytes: a power of two from 1 MiB to 1 GiB. Retention deletes whole segments.
    /// An existing log keeps its own.
    /// </summary>
    public long SegmentBytes { get; init; } = 128L << 20;

    /// <summary>Sequence that a new log begins with; an existing log keeps its own.</summary>
    public ulong FirstSequence { get; init; } = 1;

    /// <summary>Size of a page of a new log, bytes: a power of two. Tests make it small.</summary>
    internal int PageBytes { get; init; } = 1 << 20;

    internal int PageBits => BitOperations.Log2((uint)PageBytes);

    internal int SegmentBits => BitOperations.Log2((ulong)SegmentBytes);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Directory);
        ArgumentOutOfRangeException.ThrowIfZero(FirstSequence);
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentBytes, PageBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SegmentBytes, 1L << 30);
        if (!BitOperations.IsPow2(SegmentBytes) || !BitOperations.IsPow2(PageBytes))
        {
            throw new ArgumentOutOfRangeException(nameof(SegmentBytes), SegmentBytes, "A segment must be a power of two.");
        }
    }
}
