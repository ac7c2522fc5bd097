using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal.Segments;

/// <summary>The journal in preallocated, zero-filled segment files: one write a batch. Appending allocates nothing.</summary>
internal sealed unsafe class SegmentJournal : IJournal
{
    private readonly JournalFolder _folder;
    private readonly JournalOptions _options;
    private readonly JournalFileSystem _files;
    private readonly SegmentPreallocator _preallocator;
    private readonly JournalChain _chain;
    private readonly MarkFile _mark;
    private BlockFile _segment;
    private uint _number;
    private long _position;
    private long _segmentLength;
    private Exception? _failure;

    private SegmentJournal(JournalFolder folder, JournalOptions options, JournalFileSystem files, JournalReplay replay, SegmentTail tail)
    {
        _folder = folder;
        _options = options;
        _files = files;
        _chain = replay.Chain;
        JournalId = replay.JournalId;
        _preallocator = new SegmentPreallocator(folder.Path, JournalId, options, files);
        (_number, _position) = (tail.Number, tail.Position);
        _segment = OpenSegment();
        _mark = new MarkFile(folder.Path, JournalId, _chain.LastSequence, _chain.LastHash);
        _preallocator.Begin(_number + 1);
    }

    public ulong NextSequence => _chain.NextSequence;

    public Hash256 LastHash => _chain.LastHash;

    public long LastTimeMs => _chain.LastTimeMs;

    public Guid JournalId { get; }

    public DurabilityMode Durability => _options.Durability;

    /// <summary>Makes a journal in a folder that holds none.</summary>
    public static void Create(JournalFolder folder, JournalOptions options, JournalFileSystem files)
    {
        RefuseContent(folder);
        var journalId = Guid.NewGuid();
        SegmentFiles.DeleteDrafts(folder.Path);
        foreach (var number in SegmentFiles.List(folder.Path))
        {
            File.Delete(Path.Combine(folder.Path, SegmentFiles.NameOf(number)));
        }

        new SegmentPreallocator(folder.Path, journalId, options, files).Make(1);
        new MarkFile(folder.Path, journalId, 0, default).Dispose();
        folder.WriteDescription(journalId, JournalKind.Segments, files);
    }

    /// <summary>Recovers a journal and opens it for appending; takes the folder over.</summary>
    public static SegmentJournal Open(JournalFolder folder, JournalOptions options, JournalFileSystem files, JournalReplay replay, IProgress<JournalProgress>? progress, Action<string>? log)
    {
        using var recovery = new SegmentRecovery(folder.Path, replay, progress);
        var (verdict, tail) = recovery.Run();
        SegmentFiles.DeleteDrafts(folder.Path);
        if (verdict == JournalVerdict.TornTail)
        {
            CutFragment(folder.Path, files, tail);
            log?.Invoke($"Cut off {tail.FragmentLength} bytes of a batch that was never acknowledged: {SegmentFiles.NameOf(tail.FragmentNumber)}, byte {tail.FragmentPosition}, behind sequence {replay.Chain.LastSequence}.");
        }

        return new SegmentJournal(folder, options, files, replay, tail);
    }

    public void Append(SealedBatch batch)
    {
        ThrowIfFailed();
        _chain.ThrowUnlessNext(batch, _options.MaxBatchCommands);
        try
        {
            var bytes = batch.Bytes;
            if (_position + bytes.Length > _segmentLength)
            {
                Roll();
            }

            _segment.Write(bytes, _position);
            _position += bytes.Length;
            _chain.Advance(batch.Header, batch.Hash);
            _mark.Write(_chain.LastSequence, _chain.LastHash);
        }
        catch (Exception reason)
        {
            _failure = reason is AggregateException { InnerException: { } inner } ? inner : reason;
            ThrowIfFailed();
        }
    }

    public void Dispose()
    {
        _preallocator.Finish();
        _segment.Dispose();
        _mark.Dispose();
        _folder.Dispose();
    }

    private void ThrowIfFailed()
    {
        if ((_failure ??= _mark.Failure) is { } reason)
        {
            throw new JournalFailedException($"The journal takes no further batch: {SegmentFiles.NameOf(_number)}, byte {_position}: {reason.Message}", reason);
        }
    }

    private void Roll()
    {
        _preallocator.Await(_number + 1);
        _segment.Dispose();
        _number++;
        _position = SealedBatch.BlockSize;
        _segment = OpenSegment();
        _preallocator.Begin(_number + 1);
    }

    private BlockFile OpenSegment()
    {
        var path = Path.Combine(_folder.Path, SegmentFiles.NameOf(_number));
        _segmentLength = new FileInfo(path).Length;
        return _files.Open(path, _options.Durability);
    }

    /// <summary>Without its description a journal that holds anything isn't made anew.</summary>
    private static void RefuseContent(JournalFolder folder)
    {
        using var reader = new SegmentReader();
        foreach (var number in SegmentFiles.List(folder.Path))
        {
            reader.Open(Path.Combine(folder.Path, SegmentFiles.NameOf(number)));
            for (var position = (long)SealedBatch.BlockSize; position < reader.Length; position += SealedBatch.BlockSize)
            {
                if (reader.Read(position, SealedBatch.BlockSize).ContainsAnyExcept((byte)0))
                {
                    throw new JournalDamagedException(JournalFolder.DescriptionFile, 0,
                        $"the description of the journal is missing, but {SegmentFiles.NameOf(number)} holds data at byte {position}", JournalFolder.RestoreAdvice);
                }
            }
        }
    }

    private static void CutFragment(string directory, JournalFileSystem files, SegmentTail tail)
    {
        var length = (nuint)tail.FragmentLength;
        var zeros = NativeMemory.AlignedAlloc(length, SealedBatch.BlockSize);
        try
        {
            NativeMemory.Clear(zeros, length);
            using var file = files.Open(Path.Combine(directory, SegmentFiles.NameOf(tail.FragmentNumber)), DurabilityMode.Fsync);
            file.Write(new ReadOnlySpan<byte>(zeros, (int)length), tail.FragmentPosition);
        }
        finally
        {
            NativeMemory.AlignedFree(zeros);
        }
    }
}
