using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal.Group;

/// <summary>
/// Where the newest batches of the files stand: a ring that forgets the oldest. One thread adds and cuts, any other looks; a look is a binary
/// search under a lock that nobody holds for longer.
/// </summary>
internal sealed class RecentBatches(int capacity) : IBatchObserver
{
    private readonly Lock _lock = new();
    private readonly RecentBatch[] _ring = new RecentBatch[capacity];
    private long _begin;
    private long _end;
    private SegmentPlace _next;

    /// <summary>Where the oldest batch known here ends; without one, where the next begins. What is older stands before it in the files.</summary>
    public SegmentPlace BehindOldest
    {
        get
        {
            lock (_lock)
            {
                return _begin == _end ? _next : At(_begin).Behind;
            }
        }
    }

    void IBatchObserver.OnBatch(in SealedBatchHeader header, in JournalPosition end, SegmentPlace place) =>
        Add(new RecentBatch(header.FirstSequence, end, place, header.Length));

    /// <summary>Recovery is through: the next batch goes here.</summary>
    public void BeginAt(SegmentPlace next)
    {
        lock (_lock)
        {
            _next = next;
        }
    }

    /// <summary>A batch was written.</summary>
    public void Add(in RecentBatch batch)
    {
        lock (_lock)
        {
            if (_end - _begin == _ring.Length)
            {
                _begin++;
            }

            At(_end++) = batch;
            _next = batch.Behind;
        }
    }

    /// <summary>Forgets what stands behind a sequence; the next batch goes to a place.</summary>
    public void CutBehind(ulong sequence, SegmentPlace next)
    {
        lock (_lock)
        {
            _end = Math.Max(_begin, FindLater(sequence + 1));
            _next = next;
        }
    }

    /// <summary>Finds the last end of a batch at or below a sequence.</summary>
    /// <returns>False when that isn't known here.</returns>
    public bool TryFindEnd(ulong sequence, out JournalPosition end)
    {
        lock (_lock)
        {
            var later = FindLater(sequence + 1);
            var isKnown = later > _begin;
            end = isKnown ? At(later - 1).End : default;
            return isKnown;
        }
    }

    /// <summary>Finds the batch that holds a sequence.</summary>
    public bool TryFind(ulong sequence, out RecentBatch batch)
    {
        lock (_lock)
        {
            var index = FindLater(sequence);
            var isKnown = index < _end && At(index).FirstSequence <= sequence;
            batch = isKnown ? At(index) : default;
            return isKnown;
        }
    }

    /// <summary>Index of the first batch that ends at or behind a sequence.</summary>
    private long FindLater(ulong sequence)
    {
        var (low, high) = (_begin, _end);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = At(middle).End.Sequence < sequence ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private ref RecentBatch At(long index) => ref _ring[index % _ring.Length];
}
