using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal.Group;

/// <summary>Reads batch after batch from the segments, some way ahead. One thread.</summary>
internal sealed class BatchStream(JournalFiles files) : IDisposable
{
    // Room for the largest batch that the format allows, and so for a number of ordinary ones.
    private const int WindowLength = SealedBatch.MaxLength;

    private readonly SegmentReader _reader = new(WindowLength);
    private SegmentPlace _place;

    /// <summary>The end of the batch read last: the next one follows it.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>Hash of that batch.</summary>
    public Hash256 Hash { get; private set; }

    /// <summary>When it was used last.</summary>
    public long Used { get; set; }

    /// <summary>Whether it can read what follows this position without a search.</summary>
    public bool IsAt(ulong sequence, in Hash256 hash) => _place.Number > 0 && Sequence == sequence && Hash == hash;

    /// <summary>Stands at the batch that follows a position.</summary>
    public void Seek(ulong sequence, in Hash256 hash, SegmentPlace place)
    {
        _place = default;
        Open(place.Number);
        (Sequence, Hash, _place) = (sequence, hash, place);
    }

    /// <summary>Forgets what was read ahead.</summary>
    public void Forget() => _reader.Forget();

    /// <summary>Reads the batch that follows, verified; it must have been written. The bytes are valid until the next call.</summary>
    /// <exception cref="JournalDamagedException">It is missing or altered.</exception>
    /// <exception cref="FileNotFoundException">Its segment was released.</exception>
    public ReadOnlySpan<byte> ReadNext()
    {
        if (!TryRead(out var batch))
        {
            // What was read ahead may have been read before it was written.
            _reader.Forget();
            if (!TryRead(out batch))
            {
                throw Damaged($"the batch of sequence {Sequence + 1} is missing or altered");
            }
        }

        var (header, position) = (batch.Header, _place.Position);
        if (header.FirstSequence != Sequence + 1 || header.PreviousHash != Hash)
        {
            throw Damaged($"the batch of sequence {header.FirstSequence} doesn't follow the one of sequence {Sequence}");
        }

        (Sequence, Hash, _place) = (header.LastSequence, batch.ComputeHash(), _place with { Position = position + header.Length });
        return _reader.Read(position, (int)header.Length);
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>A batch that didn't fit went to the next segment, and left zeros, or nothing.</summary>
    private bool TryRead(out SealedBatchView batch)
    {
        if (_reader.ReadBatch(_place.Position, out batch) == BatchDefect.None)
        {
            return true;
        }

        if (_reader.Read(_place.Position, SealedBatchHeader.Size).ContainsAnyExcept((byte)0) || !File.Exists(files.PathOf(_place.Number + 1)))
        {
            return false;
        }

        // Only a batch that follows shows that this segment has ended: it may be about to be written here.
        using var next = new SegmentReader(SealedBatch.BlockSize);
        next.Open(files.PathOf(_place.Number + 1), isDirect: true);
        if (SealedBatch.CheckHeader(next.Read(SealedBatch.BlockSize, SealedBatchHeader.Size), out var header) != BatchDefect.None
            || header.FirstSequence != Sequence + 1)
        {
            return false;
        }

        Open(_place.Number + 1);
        _place = new SegmentPlace(_place.Number + 1, SealedBatch.BlockSize);
        return _reader.ReadBatch(_place.Position, out batch) == BatchDefect.None;
    }

    private void Open(uint number)
    {
        _reader.Open(files.PathOf(number), isDirect: true);
        SegmentFiles.CheckHeader(_reader, number, files.Description.Id);
    }

    private JournalDamagedException Damaged(string finding) =>
        new(SegmentFiles.NameOf(_place.Number), _place.Position, finding, JournalFolder.RestoreAdvice);
}
