using System.Numerics;
using FASTER.core;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal.Faster;

/// <summary>
/// The journal in a FasterLog: one entry and one commit a batch. FasterLog writes; where the journal ends is decided by our own recovery, which
/// reads the files itself. A commit allocates a few KB within FasterLog.
/// </summary>
internal sealed class FasterJournal : ChainedJournal
{
    private const int SmallestPageBits = 16;
    private const int PagesInMemoryBits = 2;

    private readonly string _directory;
    private readonly JournalFileSystem _files;
    private readonly long _segmentLength;
    private readonly IDevice _device;
    private readonly FasterLog _log;
    private readonly Lock _removing = new();
    private long _segment;
    private uint _currentNumber;

    private FasterJournal(JournalContext context, FasterTail tail)
        : base(context)
    {
        var description = context.Files.Description;
        var replay = context.Replay;
        _directory = context.Folder.Path;
        _files = context.FileSystem;
        _segmentLength = 1L << description.SegmentBits;
        _device = _files.OpenLogDevice(Path.Combine(_directory, FasterFiles.LogName), context.Options.Durability);
        _log = new FasterLog(new FasterLogSettings
        {
            LogDevice = _device,
            LogCommitManager = new KnownCommit(BeginAddressOf(context.Files), tail.Address, replay.Chain.Batches),
            PageSizeBits = description.PageBits,
            MemorySizeBits = description.PageBits + PagesInMemoryBits,
            SegmentSizeBits = description.SegmentBits,
            LogChecksum = LogChecksumType.PerEntry,
            FastCommitMode = true,
            TryRecoverLatest = false,
        });
        if (tail.Address > FasterRecovery.FirstAddress)
        {
            _log.Recover(replay.Chain.Batches);
        }

        _currentNumber = tail.LastFile;
        _segment = FasterFiles.List(_directory) is [.., var last] ? last : -1;
    }

    /// <summary>Nothing is reserved: what there is room for is as certain as the free space of the disk.</summary>
    public override long Room
    {
        get
        {
            var free = _files.FreeBytes(_directory);
            var rest = _segmentLength - (_log.TailAddress % _segmentLength);
            var next = free - rest >= _segmentLength ? _segmentLength : 0;
            return Math.Max(0, Math.Min(rest, free) + next);
        }
    }

    public override string? RoomShortage
    {
        get
        {
            var free = _files.FreeBytes(_directory);
            return free < _segmentLength ? NoSpace(free) : null;
        }
    }

    protected override uint CurrentNumber => Volatile.Read(ref _currentNumber);

    protected override Exception? BackgroundFailure => null;

    protected override string Place =>
        $"{FasterFiles.NameOf((uint)(_log.TailAddress / _segmentLength))}, byte {_log.TailAddress % _segmentLength}";

    /// <summary>Chooses the layout of a new journal: a page holds the largest batch, a segment is a power of two.</summary>
    public static JournalDescription Describe(JournalOptions options, Guid journalId)
    {
        var entry = FasterEntry.LengthOf(SealedBatch.LengthOf(options.MaxBatchCommands));
        var pageBits = Math.Max(SmallestPageBits, BitOperations.Log2((uint)entry) + 1);
        return new JournalDescription(journalId, JournalKind.Faster, pageBits,
            Math.Max(pageBits, BitOperations.Log2((ulong)options.SegmentBytes)));
    }

    /// <summary>Recovers a journal and opens it for appending; takes the folder over.</summary>
    public static FasterJournal Open(JournalContext context, IProgress<JournalProgress>? progress, Action<string>? log)
    {
        var (directory, pageBits) = (context.Folder.Path, context.Files.Description.PageBits);
        if (FasterEntry.LengthOf(SealedBatch.LengthOf(context.Options.MaxBatchCommands)) > 1 << pageBits)
        {
            throw new JournalException($"The journal in {directory} was made for smaller batches: "
                + $"a page of {1 << pageBits} bytes can't hold {context.Options.MaxBatchCommands} commands.");
        }

        using var recovery = new FasterRecovery(context.Files, context.Replay, progress);
        var (verdict, tail) = recovery.Run();
        JournalRelease.RemoveRest(context);
        if (verdict == JournalVerdict.TornTail)
        {
            TailCut.Apply(directory, FasterFiles.NameOf(tail.FragmentFile), tail.FragmentPosition, tail.FragmentLength,
                context.Replay.Chain.LastSequence, log);
        }

        return new FasterJournal(context, tail);
    }

    protected override void Write(ReadOnlySpan<byte> bytes)
    {
        EnsureSpace();
        var address = _log.Enqueue(bytes);

        // Waits on a task, which parks this thread; FasterLog's own waiting spins.
        _log.CommitAsync().AsTask().GetAwaiter().GetResult();
        SyncNewSegment();
        Volatile.Write(ref _currentNumber, (uint)(address / _segmentLength));
    }

    /// <summary>By the device, which may hold the file open. Its own count of segments begins with the oldest file.</summary>
    protected override void Remove(uint number)
    {
        lock (_removing)
        {
            _device.TruncateUntilSegment((int)number + 1);
        }
    }

    protected override void Close()
    {
        _log.Dispose();
        _device.Dispose();
    }

    private void EnsureSpace()
    {
        if (_log.TailAddress / _segmentLength <= _segment)
        {
            return;
        }

        var free = _files.FreeBytes(_directory);
        if (free < _segmentLength)
        {
            throw new JournalException(NoSpace(free));
        }
    }

    private string NoSpace(long free) => $"No space for {FasterFiles.NameOf((uint)(_log.TailAddress / _segmentLength) + 1)} in {_directory}: "
        + $"{_segmentLength} bytes needed, {free} free. What was acknowledged is safe.";

    private long BeginAddressOf(JournalFiles files) => Math.Max(FasterRecovery.FirstAddress, files.FirstLive * _segmentLength);

    /// <summary>FasterLog makes the next file when it needs it and doesn't make its name durable.</summary>
    private void SyncNewSegment()
    {
        var segment = (_log.TailAddress - 1) / _segmentLength;
        if (segment > _segment)
        {
            _files.SyncDirectory(_directory);
            _segment = segment;
        }
    }
}
