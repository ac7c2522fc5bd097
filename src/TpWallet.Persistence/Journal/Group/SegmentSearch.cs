using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal.Group;

/// <summary>
/// Finds a batch in the segments by its sequence with few small reads. Batches begin at multiples of a block, and no block within a batch begins
/// like one, so a segment can be halved anywhere: the next block that begins a batch tells on which side to go on. One thread.
/// </summary>
internal sealed class SegmentSearch(JournalFiles files) : IDisposable
{
    private const int WindowLength = 64 << 10;

    private readonly SegmentReader _reader = new(WindowLength);

    /// <summary>Finds the batch that holds a sequence.</summary>
    /// <param name="sequence">The sequence; it must be there.</param>
    /// <param name="first">Number of the oldest segment.</param>
    /// <param name="end">A place behind the batch.</param>
    /// <exception cref="JournalDamagedException">It can't be found.</exception>
    /// <exception cref="FileNotFoundException">Segments were released meanwhile.</exception>
    public (SealedBatchHeader Header, SegmentPlace Place) Find(ulong sequence, uint first, SegmentPlace end)
    {
        var (low, high) = (first, end.Number);
        while (low < high)
        {
            var middle = high - ((high - low) / 2);
            Open(middle);
            (low, high) = middle < end.Number || end.Position > SealedBatch.BlockSize
                ? BeginsAtOrBefore(SealedBatch.BlockSize, sequence) ? (middle, high) : (low, middle - 1)
                : (low, middle - 1);
        }

        Open(low);
        var place = FindInSegment(sequence, low == end.Number ? end.Position : _reader.Length);
        return SealedBatch.CheckHeader(_reader.Read(place, SealedBatchHeader.Size), out var header) == BatchDefect.None
            && header.FirstSequence <= sequence && header.LastSequence >= sequence
            ? (header, new SegmentPlace(low, place))
            : throw new JournalDamagedException(files.NameOf(low), place, $"the batch of sequence {sequence} is missing or altered",
                JournalFolder.RestoreAdvice);
    }

    public void Dispose() => _reader.Dispose();

    private void Open(uint number)
    {
        _reader.Open(files.PathOf(number), isDirect: true);
        SegmentFiles.CheckHeader(_reader, number, files.Description.Id);
    }

    private long FindInSegment(ulong sequence, long end)
    {
        var (low, high) = ((long)SealedBatch.BlockSize, end);
        while (high - low > WindowLength)
        {
            var middle = (low + ((high - low) / 2)) / SealedBatch.BlockSize * SealedBatch.BlockSize;
            var found = NextBatch(middle, high);
            (low, high) = found < high && BeginsAtOrBefore(found, sequence) ? (found, high) : (low, middle);
        }

        while (SealedBatch.CheckHeader(_reader.Read(low, SealedBatchHeader.Size), out var header) == BatchDefect.None
            && low + header.Length < end && BeginsAtOrBefore(low + header.Length, sequence))
        {
            low += header.Length;
        }

        return low;
    }

    private long NextBatch(long position, long end)
    {
        while (position < end && SealedBatch.CheckHeader(_reader.Read(position, SealedBatchHeader.Size), out _) != BatchDefect.None)
        {
            position += SealedBatch.BlockSize;
        }

        return position;
    }

    private bool BeginsAtOrBefore(long position, ulong sequence) =>
        SealedBatch.CheckHeader(_reader.Read(position, SealedBatchHeader.Size), out var header) == BatchDefect.None
        && header.FirstSequence <= sequence;
}
