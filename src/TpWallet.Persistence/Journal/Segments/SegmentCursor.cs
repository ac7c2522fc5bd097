namespace TpWallet.Persistence.Journal.Segments;

/// <summary>Steps through the batches of segments.</summary>
internal sealed class SegmentCursor(JournalFiles files, bool isLive) : BatchCursor(files)
{
    protected override long StartOf(uint number) => SealedBatch.BlockSize;

    protected override void Open(uint number)
    {
        // Past the page cache while the journal writes past it too: what is cached here could hide what is written next.
        Reader.Open(Files.PathOf(number), isDirect: isLive);
        SegmentFiles.CheckHeader(Reader, number, Files.Description.Id);
    }

    protected override bool TryReadHere(out SealedBatchView batch)
    {
        if (Reader.ReadBatch(Position, out batch) != BatchDefect.None)
        {
            return false;
        }

        Position += batch.Header.Length;
        return true;
    }

    /// <summary>A batch that didn't fit went to the next segment, and left zeros.</summary>
    protected override bool IsAtEnd() => !Reader.Read(Position, SealedBatchHeader.Size).ContainsAnyExcept((byte)0);
}
