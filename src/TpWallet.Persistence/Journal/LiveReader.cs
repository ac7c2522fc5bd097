namespace TpWallet.Persistence.Journal;

/// <summary>
/// Reads a journal while it is being appended to: what was durable when the reading began. Remembers where the last reading ended, so that one
/// that goes on there needn't search.
/// </summary>
internal sealed class LiveReader(JournalFiles files, JournalRelease release)
{
    private const string Advice = "Take a newer snapshot, or read the archive.";
    private volatile Place? _lastEnd;

    /// <summary>Shows every batch from the one that holds a sequence to the durable end.</summary>
    /// <param name="fromSequence">The sequence.</param>
    /// <param name="end">The durable end.</param>
    /// <param name="current">Number of the segment that holds it.</param>
    /// <param name="visitor">Is shown the batches.</param>
    /// <param name="cancellationToken">Ends the reading between two batches.</param>
    public void Read(ulong fromSequence, in JournalPosition end, uint current, IBatchVisitor visitor, CancellationToken cancellationToken)
    {
        using var cursor = files.OpenCursor(isLive: true);
        try
        {
            ThrowIfReleased(fromSequence);
            var chain = Seek(cursor, fromSequence, current);
            while (chain.LastSequence < end.Sequence)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Step(cursor, chain, fromSequence, visitor);
            }

            if (chain.End != end)
            {
                throw Damaged(cursor, $"the batch of sequence {end.Sequence} is not the one that was written");
            }

            _lastEnd = new Place(chain.End, cursor.Number, cursor.Position);
        }
        catch (Exception reason) when (reason is FileNotFoundException or JournalDamagedException)
        {
            // A release that overtook the reading takes files away beneath it.
            ThrowIfReleased(fromSequence);
            throw;
        }
    }

    private static void Step(BatchCursor cursor, JournalChain chain, ulong fromSequence, IBatchVisitor visitor)
    {
        if (!cursor.TryReadNext(out var batch))
        {
            throw Damaged(cursor, $"the batch of sequence {chain.NextSequence} is missing or altered");
        }

        var header = batch.Header;
        if (chain.Batches == 0 && chain.LastSequence == 0)
        {
            chain.BeginAfter(JournalPosition.Beginning with { Sequence = header.FirstSequence - 1, Hash = header.PreviousHash });
        }

        var defect = chain.Check(header);
        if (defect != ChainDefect.None)
        {
            throw Damaged(cursor, chain.Describe(defect, header));
        }

        chain.Advance(header, batch.ComputeHash());
        if (header.LastSequence >= fromSequence)
        {
            visitor.OnBatch(header, batch.Commands);
        }
    }

    /// <summary>Stands before the batch wanted, or at the beginning of its segment; the chain begins there.</summary>
    private JournalChain Seek(BatchCursor cursor, ulong fromSequence, uint current)
    {
        var chain = new JournalChain();
        if (_lastEnd is { } place && place.End.Sequence + 1 == fromSequence)
        {
            cursor.Seek(place.Number, place.Position);
            chain.BeginAfter(place.End);
            return chain;
        }

        var (low, high) = (release.FirstNumber, current);
        while (low < high)
        {
            var middle = high - ((high - low) / 2);
            if (!cursor.TryReadFirst(middle, out var batch))
            {
                throw Damaged(cursor, "the first batch of the segment can't be read");
            }

            (low, high) = batch.Header.FirstSequence <= fromSequence ? (middle, high) : (low, middle - 1);
        }

        cursor.SeekFirst(low);
        return chain;
    }

    private void ThrowIfReleased(ulong sequence)
    {
        if (sequence < release.FirstSequence)
        {
            throw new JournalReleasedException(sequence, release.FirstSequence, Advice);
        }
    }

    private static JournalDamagedException Damaged(BatchCursor cursor, string finding) =>
        new(cursor.FileName, cursor.Position, finding, JournalFolder.RestoreAdvice);

    private sealed record Place(JournalPosition End, uint Number, long Position);
}
