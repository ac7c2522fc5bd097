using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal.Segments;

/// <summary>
/// Makes the next segment while the present one fills: every block is written with zeros, so that an append never has to allocate
/// space or to change metadata. A segment gets its name only when it is complete and durable. One that found no space is tried again every
/// second; any other failure is for good.
/// </summary>
internal sealed unsafe class SegmentPreallocator : IDisposable
{
    // Small, so that an append never waits long behind one of them.
    private const int ChunkLength = 256 << 10;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly string _directory;
    private readonly Guid _journalId;
    private readonly JournalOptions _options;
    private readonly JournalFileSystem _files;
    private readonly Action<long> _onReady;
    private readonly Timer _retry;
    private readonly Lock _starting = new();
    private TaskCompletionSource _ready = new();
    private Task _work = Task.CompletedTask;
    private uint _number;
    private volatile bool _isClosing;
    private volatile string? _shortage;
    private volatile Exception? _failure;

    /// <summary>Makes nothing yet.</summary>
    /// <param name="directory">The journal's folder.</param>
    /// <param name="journalId">The journal.</param>
    /// <param name="options">Its options.</param>
    /// <param name="files">The file system.</param>
    /// <param name="onReady">Is told the length of each segment that has become ready, once; on any thread.</param>
    public SegmentPreallocator(string directory, Guid journalId, JournalOptions options, JournalFileSystem files, Action<long> onReady)
    {
        (_directory, _journalId, _options, _files, _onReady) = (directory, journalId, options, files, onReady);
        _retry = new Timer(static preallocator => ((SegmentPreallocator)preallocator!).Start(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Why the next segment has no space, or null.</summary>
    public string? Shortage => _shortage;

    /// <summary>Why the next segment can't be made at all, or null.</summary>
    public Exception? Failure => _failure;

    /// <summary>Begins to make a segment in the background, unless it is there already.</summary>
    public void Begin(uint number)
    {
        _number = number;
        _ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var file = new FileInfo(PathOf(number));
        if (file.Exists)
        {
            _onReady(file.Length);
            _ready.SetResult();
        }
        else
        {
            Start();
        }
    }

    /// <summary>Waits, not without end, for the segment begun last.</summary>
    /// <exception cref="JournalException">It couldn't be made, or not in time.</exception>
    public void Await()
    {
        if (!_ready.Task.Wait(_options.SegmentTimeout))
        {
            throw new JournalException(Shortage ?? $"{SegmentFiles.NameOf(_number)} was not ready within "
                + $"{_options.SegmentTimeout.TotalSeconds:F0} s: the disk is too slow, or stuck.");
        }
    }

    /// <summary>Makes a segment; when it returns, file and name are durable.</summary>
    /// <exception cref="JournalNoSpaceException">No space is left; nothing of the segment is either.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Make(string directory, uint number, Guid journalId, JournalOptions options, JournalFileSystem files)
    {
        var path = Path.Combine(directory, SegmentFiles.NameOf(number));
        var free = files.FreeBytes(directory);
        if (free < options.SegmentBytes)
        {
            throw NoSpace($"{options.SegmentBytes} bytes needed, {free} free.");
        }

        var draft = path + JournalFiles.DraftEnding;
        try
        {
            files.Reserve(draft, options.SegmentBytes);
            using (var file = files.OpenUnsynced(draft))
            {
                Fill(file, SegmentHeader.Of(journalId, number, options.SegmentBytes));
            }

            files.Sync(draft);
        }
        catch (IOException reason) when (JournalFileSystem.IsNoSpace(reason))
        {
            files.Delete(draft);
            throw NoSpace(reason.Message, reason);
        }

        files.Rename(draft, path);
        files.SyncDirectory(directory);

        JournalNoSpaceException NoSpace(string detail, Exception? reason = null) =>
            new($"No space for {Path.GetFileName(path)} in {directory}: {detail} What was acknowledged is safe.", reason);
    }

    /// <summary>Tries no more, and lets a segment that is being made be finished.</summary>
    public void Dispose()
    {
        lock (_starting)
        {
            _isClosing = true;
        }

        _work.Wait(_options.SegmentTimeout);
        _retry.Dispose();
    }

    private void Start()
    {
        lock (_starting)
        {
            if (!_isClosing)
            {
                _work = Task.Factory.StartNew(TryMake, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
        }
    }

    private void TryMake()
    {
        try
        {
            Make(_directory, _number, _journalId, _options, _files);
            _shortage = null;
            _onReady(_options.SegmentBytes);
            _ready.SetResult();
        }
        catch (JournalNoSpaceException reason)
        {
            _shortage = reason.Message;
            if (!_isClosing)
            {
                _retry.Change(RetryInterval, Timeout.InfiniteTimeSpan);
            }
        }
        catch (Exception reason)
        {
            // The next append throws it.
            _failure = reason;
            _ready.SetException(reason);
        }
    }

    private static void Fill(BlockFile file, SegmentHeader header)
    {
        var chunk = (byte*)NativeMemory.AlignedAlloc(ChunkLength, SealedBatch.BlockSize);
        try
        {
            var bytes = new Span<byte>(chunk, ChunkLength);
            bytes.Clear();
            MemoryMarshal.Write(bytes, header);
            for (var position = 0L; position < header.Length; position += ChunkLength)
            {
                file.Write(bytes[..(int)Math.Min(ChunkLength, header.Length - position)], position);
                bytes[..SegmentHeader.Size].Clear();
            }
        }
        finally
        {
            NativeMemory.AlignedFree(chunk);
        }
    }

    private string PathOf(uint number) => Path.Combine(_directory, SegmentFiles.NameOf(number));
}
