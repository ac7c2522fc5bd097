using TpWallet.Persistence.Faults;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal.Segments;

/// <summary>The journal in preallocated, zero-filled segment files: one write a batch. Appending allocates nothing.</summary>
internal sealed class SegmentJournal : ChainedJournal
{
    private readonly string _directory;
    private readonly DurabilityMode _durability;
    private readonly JournalFileSystem _files;
    private readonly SegmentPreallocator _preallocator;
    private readonly long _wasteMax;
    private BlockFile _segment;
    private uint _number;
    private uint _currentNumber;
    private long _position;
    private long _segmentLength;
    private long _unwritten;

    private SegmentJournal(JournalContext context, SegmentTail tail)
        : base(context)
    {
        _directory = context.Folder.Path;
        _durability = context.Options.Durability;
        _files = context.FileSystem;
        _preallocator = new SegmentPreallocator(_directory, JournalId, context.Options, _files, OnSegmentReady);

        // Each segment may end in a gap in which the next batch doesn't fit.
        _wasteMax = 2 * (SealedBatch.LengthOf(context.Options.MaxBatchCommands) - SealedBatch.BlockSize);
        (_number, _currentNumber, _position) = (tail.Number, tail.Number, tail.Position);
        _segment = OpenSegment();
        _unwritten = _segmentLength - _position;
        _preallocator.Begin(_number + 1);
    }

    public override long Room => Math.Max(0, Interlocked.Read(ref _unwritten) - _wasteMax);

    public override string? RoomShortage => _preallocator.Shortage;

    protected override string Place => $"{SegmentFiles.NameOf(_number)}, byte {_position}";

    protected override uint CurrentNumber => Volatile.Read(ref _currentNumber);

    protected override Exception? BackgroundFailure => _preallocator.Failure;

    /// <summary>Makes the first segment in a folder that holds no batch.</summary>
    public static JournalDescription Create(string directory, JournalOptions options, JournalFileSystem files, Guid journalId)
    {
        SegmentFiles.DeleteDrafts(directory);
        foreach (var number in SegmentFiles.List(directory))
        {
            File.Delete(Path.Combine(directory, SegmentFiles.NameOf(number)));
        }

        var description = new JournalDescription(journalId, JournalKind.Segments, PageBits: 0, SegmentBits: 0);
        SegmentPreallocator.Make(directory, SegmentFiles.FirstNumber, description.Id, options, files);
        return description;
    }

    /// <summary>Recovers a journal and opens it for appending; takes the folder over.</summary>
    public static SegmentJournal Open(JournalContext context, IProgress<JournalProgress>? progress, Action<string>? log)
    {
        var directory = context.Folder.Path;
        using var recovery = new SegmentRecovery(context.Files, context.Replay, progress);
        var (verdict, tail) = recovery.Run();
        SegmentFiles.DeleteDrafts(directory);
        JournalRelease.RemoveRest(context);
        if (verdict == JournalVerdict.TornTail)
        {
            var file = SegmentFiles.NameOf(tail.FragmentNumber);
            TailCut.Apply(directory, file, tail.FragmentPosition, tail.FragmentLength, context.Replay.Chain.LastSequence, log);
        }

        return new SegmentJournal(context, tail);
    }

    protected override void Write(ReadOnlySpan<byte> bytes)
    {
        if (_position + bytes.Length > _segmentLength)
        {
            Roll(bytes.Length);
        }

        _segment.Write(bytes, _position);
        _position += bytes.Length;
        Interlocked.Add(ref _unwritten, -bytes.Length);
        Volatile.Write(ref _currentNumber, _number);
    }

    protected override void Remove(uint number) => _files.Delete(Path.Combine(_directory, SegmentFiles.NameOf(number)));

    protected override void Close()
    {
        _preallocator.Dispose();
        _segment.Dispose();
    }

    private void Roll(int batchLength)
    {
        _preallocator.Await();
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

        _preallocator.Begin(_number + 1);
    }

    private void OnSegmentReady(long length) => Interlocked.Add(ref _unwritten, length - SealedBatch.BlockSize);

    private BlockFile OpenSegment()
    {
        var path = Path.Combine(_directory, SegmentFiles.NameOf(_number));
        _segmentLength = new FileInfo(path).Length;
        return _files.Open(path, _durability);
    }
}
