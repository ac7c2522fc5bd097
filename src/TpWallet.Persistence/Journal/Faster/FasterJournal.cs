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
    private long _segment;

    private FasterJournal(
        JournalFolder folder, JournalOptions options, JournalDescription description, JournalFileSystem files, JournalReplay replay, FasterTail tail)
        : base(folder, options, replay)
    {
        _directory = folder.Path;
        _files = files;
        _segmentLength = 1L << description.SegmentBits;
        _device = files.OpenLogDevice(Path.Combine(folder.Path, FasterFiles.LogName), options.Durability);
        _log = new FasterLog(new FasterLogSettings
        {
            LogDevice = _device,
            LogCommitManager = new KnownCommit(FasterRecovery.FirstAddress, tail.Address, replay.Chain.Batches),
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

        _segment = FasterFiles.List(folder.Path).Length - 1;
    }

    protected override string Place =>
        $"{FasterFiles.NameOf((int)(_log.TailAddress / _segmentLength))}, byte {_log.TailAddress % _segmentLength}";

    /// <summary>Chooses the layout of a new journal: a page holds the largest batch, a segment is a power of two.</summary>
    public static JournalDescription Describe(JournalOptions options)
    {
        var entry = FasterEntry.LengthOf(SealedBatch.LengthOf(options.MaxBatchCommands));
        var pageBits = Math.Max(SmallestPageBits, BitOperations.Log2((uint)entry) + 1);
        return new JournalDescription(Guid.NewGuid(), JournalKind.Faster, pageBits,
            Math.Max(pageBits, BitOperations.Log2((ulong)options.SegmentBytes)));
    }

    /// <summary>Recovers a journal and opens it for appending; takes the folder over.</summary>
    public static FasterJournal Open(
        JournalFolder folder, JournalOptions options, JournalDescription description, JournalFileSystem files,
        JournalReplay replay, IProgress<JournalProgress>? progress, Action<string>? log)
    {
        if (FasterEntry.LengthOf(SealedBatch.LengthOf(options.MaxBatchCommands)) > 1 << description.PageBits)
        {
            throw new JournalException($"The journal in {folder.Path} was made for smaller batches: "
                + $"a page of {1 << description.PageBits} bytes can't hold {options.MaxBatchCommands} commands.");
        }

        using var recovery = new FasterRecovery(folder.Path, description, replay, progress);
        var (verdict, tail) = recovery.Run();
        if (verdict == JournalVerdict.TornTail)
        {
            TailCut.Apply(folder.Path, FasterFiles.NameOf(tail.FragmentFile), tail.FragmentPosition, tail.FragmentLength,
                replay.Chain.LastSequence, log);
        }

        return new FasterJournal(folder, options, description, files, replay, tail);
    }

    protected override void Write(ReadOnlySpan<byte> bytes)
    {
        EnsureSpace();
        _log.Enqueue(bytes);

        // Waits on a task, which parks this thread; FasterLog's own waiting spins.
        _log.CommitAsync().AsTask().GetAwaiter().GetResult();
        SyncNewSegment();
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
            throw new JournalException($"No space for {FasterFiles.NameOf((int)_segment + 1)} in {_directory}: "
                + $"{_segmentLength} bytes needed, {free} free. What was acknowledged is safe.");
        }
    }

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
