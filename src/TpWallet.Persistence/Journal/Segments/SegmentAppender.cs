using TpWallet.Persistence.Faults;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal.Segments;

/// <summary>
/// Writes behind the end of the last segment and goes on in the next one, which was made ahead. One thread writes; it allocates nothing within a
/// segment.
/// </summary>
internal sealed class SegmentAppender : IDisposable
{
    private readonly string _directory;
    private readonly DurabilityMode _durability;
    private readonly JournalFileSystem _files;
    private readonly SegmentPreallocator _preallocator;
    private readonly long _wasteMax;
    private BlockFile _segment;
    private uint _number;
    private uint _currentNumber;
    private uint _begunNumber;
    private long _position;
    private long _segmentLength;
    private long _unwritten;

    /// <summary>Goes on where recovery found the end, and begins to make the next segment.</summary>
    public SegmentAppender(JournalContext context, SegmentTail tail)
    {
        _directory = context.Folder.Path;
        _durability = context.Options.Durability;
        _files = context.FileSystem;
        _preallocator = new SegmentPreallocator(_directory, context.Replay.JournalId, context.Options, _files, OnSegmentReady);

        // Each segment may end in a gap in which the next batch doesn't fit.
        _wasteMax = 2 * (SealedBatch.LengthOf(context.Options.MaxBatchCommands) - SealedBatch.BlockSize);
        (_number, _currentNumber, _position) = (tail.Number, tail.Number, tail.Position);
        _segment = OpenSegment();
        _unwritten = _segmentLength - _position;
        BeginNext();
    }

    /// <summary>Bytes of batches that can still be written for certain; any thread.</summary>
    public long Room => Math.Max(0, Interlocked.Read(ref _unwritten) - _wasteMax);

    /// <summary>Why there is no space for the next segment, or null; any thread.</summary>
    public string? RoomShortage => _preallocator.Shortage;

    /// <summary>Why the next segment can't be made at all, or null.</summary>
    public Exception? Failure => _preallocator.Failure;

    /// <summary>Where the next batch goes, for a person.</summary>
    public string Place => $"{SegmentFiles.NameOf(_number)}, byte {_position}";

    /// <summary>Number of the newest segment that begins with a durable batch; any thread.</summary>
    public uint CurrentNumber => Volatile.Read(ref _currentNumber);

    /// <summary>Number of the segment that is being written.</summary>
    public uint Number => _number;

    /// <summary>Where in it the next batch goes.</summary>
    public long Position => _position;

    /// <summary>Bytes between there and its end.</summary>
    public long Left => _segmentLength - _position;

    /// <summary>Writes whole batches in one piece, in the next segment when they don't fit in this one.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        _segment.Write(bytes, _position);
        _position += bytes.Length;
        Interlocked.Add(ref _unwritten, -bytes.Length);
        Volatile.Write(ref _currentNumber, _number);
    }

    /// <summary>Goes on in the next segment unless so much fits in this one.</summary>
    /// <exception cref="JournalException">The next one couldn't be made, not in time, or is too small.</exception>
    public void MakeRoom(int length)
    {
        if (length > Left)
        {
            Roll(length);
        }
    }

    /// <summary>
    /// Goes back to a place, behind which everything has been zeroed. The segments behind it are used again, as those made ahead are.
    /// </summary>
    public void Rewind(uint number, long position)
    {
        var freed = -Left;
        for (var later = number + 1; later <= _number; later++)
        {
            freed += LengthOf(later) - SealedBatch.BlockSize;
        }

        if (number != _number)
        {
            _segment.Dispose();
            _number = number;
            _segment = OpenSegment();
        }

        _position = position;
        Interlocked.Add(ref _unwritten, freed + Left);
        Volatile.Write(ref _currentNumber, number);
    }

    public void Dispose()
    {
        _preallocator.Dispose();
        _segment.Dispose();
    }

    private void Roll(int batchLength)
    {
        if (_number + 1 == _begunNumber)
        {
            _preallocator.Await();
        }

        FaultPoints.Reach(FaultPoint.SegmentBeforeRoll);
        _segment.Dispose();
        Interlocked.Add(ref _unwritten, _position - _segmentLength);
        _number++;
        _position = SealedBatch.BlockSize;
        _segment = OpenSegment();
        FaultPoints.Reach(FaultPoint.SegmentAfterRoll);
        if (_position + batchLength > _segmentLength)
        {
            throw new JournalException(
                $"The segment has {_segmentLength} bytes, made for smaller batches: delete it, as it holds nothing, or write smaller batches.");
        }

        BeginNext();
    }

    /// <summary>Unless a cut has left one or more that were begun before.</summary>
    private void BeginNext()
    {
        if (_begunNumber <= _number)
        {
            _begunNumber = _number + 1;
            _preallocator.Begin(_begunNumber);
        }
    }

    private void OnSegmentReady(long length) => Interlocked.Add(ref _unwritten, length - SealedBatch.BlockSize);

    private BlockFile OpenSegment()
    {
        _segmentLength = LengthOf(_number);
        return _files.Open(PathOf(_number), _durability);
    }

    private long LengthOf(uint number) => new FileInfo(PathOf(number)).Length;

    private string PathOf(uint number) => Path.Combine(_directory, SegmentFiles.NameOf(number));
}
