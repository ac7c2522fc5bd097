using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal.Segments;

/// <summary>The journal in preallocated, zero-filled segment files: one write a batch. Appending allocates nothing.</summary>
internal sealed class SegmentJournal : ChainedJournal
{
    private readonly string _directory;
    private readonly DurabilityMode _durability;
    private readonly JournalFileSystem _files;
    private readonly SegmentPreallocator _preallocator;
    private BlockFile _segment;
    private uint _number;
    private long _position;
    private long _segmentLength;

    private SegmentJournal(JournalFolder folder, JournalOptions options, JournalFileSystem files, JournalReplay replay, SegmentTail tail)
        : base(folder, options, replay)
    {
        _directory = folder.Path;
        _durability = options.Durability;
        _files = files;
        _preallocator = new SegmentPreallocator(folder.Path, JournalId, options, files);
        (_number, _position) = (tail.Number, tail.Position);
        _segment = OpenSegment();
        _preallocator.Begin(_number + 1);
    }

    protected override string Place => $"{SegmentFiles.NameOf(_number)}, byte {_position}";

    /// <summary>Makes the first segment in a folder that holds no batch.</summary>
    public static JournalDescription Create(string directory, JournalOptions options, JournalFileSystem files)
    {
        SegmentFiles.DeleteDrafts(directory);
        foreach (var number in SegmentFiles.List(directory))
        {
            File.Delete(Path.Combine(directory, SegmentFiles.NameOf(number)));
        }

        var description = new JournalDescription(Guid.NewGuid(), JournalKind.Segments, PageBits: 0, SegmentBits: 0);
        new SegmentPreallocator(directory, description.Id, options, files).Make(1);
        return description;
    }

    /// <summary>Recovers a journal and opens it for appending; takes the folder over.</summary>
    public static SegmentJournal Open(
        JournalFolder folder, JournalOptions options, JournalFileSystem files, JournalReplay replay,
        IProgress<JournalProgress>? progress, Action<string>? log)
    {
        using var recovery = new SegmentRecovery(folder.Path, replay, progress);
        var (verdict, tail) = recovery.Run();
        SegmentFiles.DeleteDrafts(folder.Path);
        if (verdict == JournalVerdict.TornTail)
        {
            var file = SegmentFiles.NameOf(tail.FragmentNumber);
            TailCut.Apply(folder.Path, file, tail.FragmentPosition, tail.FragmentLength, replay.Chain.LastSequence, log);
        }

        return new SegmentJournal(folder, options, files, replay, tail);
    }

    protected override void Write(ReadOnlySpan<byte> bytes)
    {
        if (_position + bytes.Length > _segmentLength)
        {
            Roll(bytes.Length);
        }

        _segment.Write(bytes, _position);
        _position += bytes.Length;
    }

    protected override void Close()
    {
        _preallocator.Finish();
        _segment.Dispose();
    }

    private void Roll(int batchLength)
    {
        _preallocator.Await(_number + 1);
        _segment.Dispose();
        _number++;
        _position = SealedBatch.BlockSize;
        _segment = OpenSegment();
        if (_position + batchLength > _segmentLength)
        {
            throw new JournalException(
                $"The segment has {_segmentLength} bytes, made for smaller batches: delete it, as it holds nothing, or write smaller batches.");
        }

        _preallocator.Begin(_number + 1);
    }

    private BlockFile OpenSegment()
    {
        var path = Path.Combine(_directory, SegmentFiles.NameOf(_number));
        _segmentLength = new FileInfo(path).Length;
        return _files.Open(path, _durability);
    }
}
