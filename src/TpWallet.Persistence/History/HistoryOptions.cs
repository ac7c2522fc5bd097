using System.Numerics;

namespace TpWallet.Persistence.History;

/// <summary>How to open a history.</summary>
public sealed record HistoryOptions
{
    /// <summary>Folder of the history; made when missing.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// Memory for the hash index, bytes: a power of two from 64 KiB to 1 GiB. It bounds what can be retained: see
    /// <see cref="MaxEntries"/>.
    /// </summary>
    public long IndexBytes { get; init; } = 256L << 20;

    /// <summary>Memory for the newest part of the entries, bytes: a power of two, at least 4 pages.</summary>
    public long MemoryBytes { get; init; } = 64L << 20;

    /// <summary>
    /// Most entries retained; a command has one by its request id and one by its reference. The oldest segments go when there are more.
    /// 0: as many as the index has room for, 5 for each 64 bytes.
    /// </summary>
    public long MaxEntries { get; init; }

    /// <summary>Size of a segment file, bytes: a power of two from 1 MiB to 1 GiB. Retention deletes whole segments.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>A checkpoint is due when so many bytes of entries were added.</summary>
    public long CheckpointBytes { get; init; } = 16L << 20;

    /// <summary>A checkpoint is due when so much time has passed and anything was added.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where the time of <see cref="CheckpointInterval"/> comes from.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Most look-ups that read the disk at once; further ones wait.</summary>
    public int LookUpsMax { get; init; } = 64;

    /// <summary>Size of a page, bytes: a power of two. Tests make it small.</summary>
    internal int PageBytes { get; init; } = 1 << 20;

    internal long EntriesMax => MaxEntries > 0 ? MaxEntries : IndexBytes / 64 * 5;

    internal int SegmentBits => BitOperations.Log2((ulong)SegmentBytes);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Directory);
        ThrowIfNotPowerOfTwo(IndexBytes, 64 << 10, 1L << 30, nameof(IndexBytes));
        ThrowIfNotPowerOfTwo(PageBytes, 4096, 16 << 20, nameof(PageBytes));
        ThrowIfNotPowerOfTwo(MemoryBytes, 4L * PageBytes, 1L << 40, nameof(MemoryBytes));
        ThrowIfNotPowerOfTwo(SegmentBytes, PageBytes, 1L << 30, nameof(SegmentBytes));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxEntries);
        ArgumentOutOfRangeException.ThrowIfLessThan(CheckpointBytes, PageBytes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CheckpointInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LookUpsMax, 1);
    }

    private static void ThrowIfNotPowerOfTwo(long value, long min, long max, string name)
    {
        if (!BitOperations.IsPow2(value) || value < min || value > max)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be a power of two from {min} to {max}.");
        }
    }
}
