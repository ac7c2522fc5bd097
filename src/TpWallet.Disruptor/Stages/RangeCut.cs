namespace TpWallet.Disruptor.Stages;

/// <summary>Where a range that is as long as allowed has to end. Hot path.</summary>
internal sealed class RangeCut<T>(RingBuffer<T> ring, int maxBatch, IRangeBoundary<T>? boundary)
    where T : unmanaged
{
    /// <summary>Most slots in one range.</summary>
    internal int MaxBatch => maxBatch;

    /// <summary>
    /// The last slot of the range that begins at <paramref name="first"/>, of which everything up to <paramref name="ready"/> is ready.
    /// </summary>
    /// <exception cref="InvalidOperationException">A group of slots is longer than a range.</exception>
    internal long LastOf(long first, long ready)
    {
        // A shorter range ends where a publication, or a range of the stage before, has ended: not inside a group.
        if (boundary is null || ready - first + 1 < maxBatch)
        {
            return ready;
        }

        var last = boundary.LastWhole(ring, first, ready);
        return last >= first && last <= ready
            ? last
            : throw new InvalidOperationException(
                $"Slots {first} to {ready} belong together with what follows, and a range holds {maxBatch} at most.");
    }
}
