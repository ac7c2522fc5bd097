using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal.Group;

/// <summary>
/// Looks up and reads what has been written of a group's journal, committed or not, while another thread writes: for the one thread that sends
/// batches to other members. Look-ups take memory, or a few small reads for what is far back; reading on costs no search, for several readers at
/// once.
/// </summary>
public sealed class GroupReader : IDisposable
{
    // As many as there can be other members.
    private const int StreamsMax = 14;

    private readonly JournalFiles _files;
    private readonly JournalRelease _release;
    private readonly RecentBatches _recent;
    private readonly SegmentSearch _search;
    private readonly List<BatchStream> _streams = [];
    private byte[] _batch = [];
    private long _uses;

    internal GroupReader(JournalFiles files, JournalRelease release, RecentBatches recent)
    {
        _files = files;
        _release = release;
        _recent = recent;
        _search = new SegmentSearch(files);
    }

    /// <summary>
    /// Finds the last end of a batch at or below a sequence. Of one that is far back only sequence and hash are known; time and epoch are those of
    /// <see cref="JournalPosition.Beginning"/> then.
    /// </summary>
    /// <param name="sequence">Less than the last one written.</param>
    /// <param name="end">The end.</param>
    /// <returns>False when it has been released.</returns>
    /// <exception cref="JournalDamagedException">What is needed for the answer is missing or altered.</exception>
    public bool TryFindEnd(ulong sequence, out JournalPosition end)
    {
        end = _release.Begin;
        if (sequence < end.Sequence || _recent.TryFindEnd(sequence, out end))
        {
            return sequence >= end.Sequence;
        }

        if (!TryFind(sequence + 1, out var header, out _))
        {
            return false;
        }

        end = JournalPosition.Beginning with { Sequence = header.FirstSequence - 1, Hash = header.PreviousHash };
        return true;
    }

    /// <summary>Completes the end of a batch, known by sequence and hash, with its time and epoch.</summary>
    public JournalPosition Complete(ulong sequence, in Hash256 hash)
    {
        if (_recent.TryFindEnd(sequence, out var end) && end.Sequence == sequence)
        {
            return end;
        }

        end = _release.Begin;
        if (sequence > end.Sequence && TryFind(sequence, out var header, out _))
        {
            return new JournalPosition(sequence, hash, header.TimeMs, header.Epoch);
        }

        return end.Sequence == sequence ? end : JournalPosition.Beginning with { Sequence = sequence, Hash = hash };
    }

    /// <summary>Reads the batch that follows a position, verified. It must have been written.</summary>
    /// <param name="sequence">The position's sequence: the end of a batch.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="batch">The sealed bytes; valid until the next call.</param>
    /// <returns>False when it has been released.</returns>
    /// <exception cref="JournalDamagedException">It is missing or altered.</exception>
    public bool TryReadNext(ulong sequence, in Hash256 hash, out ReadOnlyMemory<byte> batch)
    {
        batch = default;
        if (sequence < _release.Begin.Sequence)
        {
            return false;
        }

        try
        {
            if (StreamAt(sequence, hash) is not { } stream)
            {
                return false;
            }

            var bytes = stream.ReadNext();
            _batch = _batch.Length >= bytes.Length ? _batch : new byte[bytes.Length];
            bytes.CopyTo(_batch);
            batch = _batch.AsMemory(0, bytes.Length);
            return true;
        }
        catch (Exception reason) when (reason is FileNotFoundException or JournalDamagedException && sequence < _release.Begin.Sequence)
        {
            // A release has overtaken the reading.
            return false;
        }
    }

    /// <summary>Forgets what was read ahead: after a cut, which has changed it.</summary>
    public void Forget()
    {
        foreach (var stream in _streams)
        {
            stream.Forget();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _search.Dispose();
        _streams.ForEach(static stream => stream.Dispose());
    }

    private BatchStream? StreamAt(ulong sequence, in Hash256 hash)
    {
        foreach (var stream in _streams)
        {
            if (stream.IsAt(sequence, hash))
            {
                stream.Used = ++_uses;
                return stream;
            }
        }

        var place = _recent.TryFind(sequence + 1, out var recent) ? recent.Place : default;
        if (place.Number == 0 && !TryFind(sequence + 1, out _, out place))
        {
            return null;
        }

        var taken = _streams.Count < StreamsMax ? new BatchStream(_files) : _streams.MinBy(static stream => stream.Used)!;
        if (_streams.Count < StreamsMax)
        {
            _streams.Add(taken);
        }

        taken.Seek(sequence, hash, place);
        taken.Used = ++_uses;
        return taken;
    }

    /// <summary>Finds the batch that holds a sequence in the files; false when a release has overtaken the search.</summary>
    private bool TryFind(ulong sequence, out SealedBatchHeader header, out SegmentPlace place)
    {
        try
        {
            (header, place) = _search.Find(sequence, _release.FirstNumber, _recent.BehindOldest);
            return true;
        }
        catch (Exception reason) when (reason is FileNotFoundException or JournalDamagedException && sequence <= _release.Begin.Sequence)
        {
            (header, place) = (default, default);
            return false;
        }
    }
}
