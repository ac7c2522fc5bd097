using TpWallet.Persistence.Faults;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Snapshots;

/// <summary>
/// The folder of snapshots. A file has a snapshot's name only when it was written, synced and read back; it is never altered afterwards. The
/// layout is in SNAPSHOTS.md. Any thread may call; one snapshot is written at a time.
/// </summary>
public sealed class SnapshotStore : IDisposable
{
    /// <summary>The pace at which snapshots are written when no other is asked for, bytes per second.</summary>
    public const long DefaultBytesPerSecond = 128L << 20;

    /// <summary>The pace that is none.</summary>
    public const long Unpaced = long.MaxValue;

    /// <summary>Fewest snapshots that <see cref="Prune"/> keeps: one may turn out damaged.</summary>
    public const int KeepMin = 2;

    private const string LockFile = "lock";

    private readonly JournalFileSystem _files;
    private readonly TimeProvider _time;
    private readonly string _directory;
    private readonly long _reserveBytes;
    private readonly FileStream? _lock;
    private int _writing;

    private SnapshotStore(string directory, long reserveBytes, FileStream? folderLock, JournalFileSystem files, TimeProvider time)
    {
        _directory = directory;
        _reserveBytes = reserveBytes;
        _lock = folderLock;
        _files = files;
        _time = time;
    }

    /// <summary>Takes the folder for writing, making it when missing; deletes what an interrupted writing left.</summary>
    /// <exception cref="SnapshotException">Another process has the folder, or it can't be used.</exception>
    public static SnapshotStore Own(SnapshotOptions options) => Own(options, JournalFileSystem.Default, TimeProvider.System);

    /// <summary>Takes the folder for reading only, whoever owns it; one that doesn't exist holds nothing.</summary>
    public static SnapshotStore Share(string directory) => Share(directory, JournalFileSystem.Default);

    /// <summary>Every file with a snapshot's name, the newest sequence first; none is altered.</summary>
    public IReadOnlyList<SnapshotEntry> List() => [.. Sequences().Select(Look).OfType<SnapshotEntry>()];

    /// <summary>Reads a whole snapshot.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="journalId">The journal to which it must belong; null: any.</param>
    /// <param name="progress">Told after each block.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="SnapshotException">There is no such snapshot.</exception>
    /// <exception cref="SnapshotRefusedException">It is not a good one; the message says where and why.</exception>
    public SnapshotInfo Verify(ulong sequence, Guid? journalId = null, IProgress<SnapshotProgress>? progress = null,
        CancellationToken cancellation = default) => SnapshotReader.Verify(SourceOf(sequence, journalId), progress, null, cancellation);

    /// <summary>Reads a whole snapshot, wherever it is and whatever its name.</summary>
    /// <exception cref="SnapshotException">There is no such file.</exception>
    /// <exception cref="SnapshotRefusedException">It is not a good snapshot; the message says where and why.</exception>
    public static SnapshotInfo VerifyFile(string path, Guid? journalId = null, IProgress<SnapshotProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var source = new SnapshotSource(JournalFileSystem.Default, path, SnapshotFiles.SequenceOf(Path.GetFileName(path)), journalId);
        return SnapshotReader.Verify(source, progress, null, cancellation);
    }

    /// <summary>Opens a snapshot for reading its image.</summary>
    /// <exception cref="SnapshotException">There is no such snapshot.</exception>
    /// <exception cref="SnapshotRefusedException">It is not a good one; damage of the image shows while it is read.</exception>
    public SnapshotReader Open(ulong sequence, Guid? journalId = null, IProgress<SnapshotProgress>? progress = null) =>
        SnapshotReader.Open(SourceOf(sequence, journalId), SnapshotStage.Loading, progress, null, CancellationToken.None);

    /// <summary>Restores from the newest snapshot that is good to its last byte.</summary>
    /// <param name="journalId">The journal to which it must belong; null: any.</param>
    /// <param name="restore">
    /// Builds the state from the whole image. When it throws <see cref="SnapshotRefusedException"/>, as the reader does on damage, what it built is
    /// forgotten and it is called again with the snapshot before; it throws one itself when the state's hash isn't the one that the snapshot names.
    /// Any other exception passes.
    /// </param>
    /// <param name="log">Gets one line for each snapshot that is refused.</param>
    /// <param name="progress">Told after each block.</param>
    /// <returns>What <paramref name="restore"/> returned; null: no snapshot is good.</returns>
    public T? LoadNewest<T>(Guid? journalId, Func<SnapshotReader, T> restore, Action<string> log, IProgress<SnapshotProgress>? progress = null)
        where T : class
    {
        foreach (var sequence in Sequences())
        {
            T? restored = null;
            try
            {
                using var reader = Open(sequence, journalId, progress);
                restored = restore(reader);
                reader.ExpectEnd();
                return restored;
            }
            catch (SnapshotRefusedException refusal)
            {
                (restored as IDisposable)?.Dispose();
                log($"Snapshot refused: {refusal.Message}");
            }
        }

        return null;
    }

    /// <summary>The same as <see cref="Write"/> on a thread of its own.</summary>
    public Task<SnapshotInfo> WriteAsync(IStateImage image, JournalPosition position, Guid journalId, Func<long>? bytesPerSecond = null,
        IProgress<SnapshotProgress>? progress = null, CancellationToken cancellation = default) => Task.Factory.StartNew(
            () => Write(image, position, journalId, bytesPerSecond, progress, cancellation), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>
    /// Writes a snapshot, makes it durable, reads it back, and only then gives it its name. One of the same sequence is replaced. Whatever
    /// happens before leaves no file, and nothing else is altered.
    /// </summary>
    /// <param name="image">The state; read by the calling thread, to its end.</param>
    /// <param name="position">The place in the journal whose effects the image holds.</param>
    /// <param name="journalId">The journal.</param>
    /// <param name="bytesPerSecond">
    /// The pace of writing and of reading back, asked for at least 20 times a second; less than 1 MiB/s counts as that. Null:
    /// <see cref="DefaultBytesPerSecond"/>.
    /// </param>
    /// <param name="progress">Told after each block.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SnapshotException">No space, or the disk failed.</exception>
    /// <exception cref="SnapshotRefusedException">What was read back is not what was written.</exception>
    /// <exception cref="InvalidOperationException">The folder is shared, or a snapshot is being written already.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public SnapshotInfo Write(IStateImage image, JournalPosition position, Guid journalId, Func<long>? bytesPerSecond = null,
        IProgress<SnapshotProgress>? progress = null, CancellationToken cancellation = default)
    {
        return Complete(image, position, journalId, _time.GetUtcNow().ToUnixTimeMilliseconds(), bytesPerSecond, progress, cancellation);
    }

    /// <summary>
    /// Writes the snapshot that a reader of another folder shows, with the same bytes: each block was found unaltered when it is written, and all of
    /// it is read back.
    /// </summary>
    /// <param name="source">At its beginning; is read to its end.</param>
    /// <param name="bytesPerSecond">As for <see cref="Write"/>.</param>
    /// <param name="progress">Told after each block.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SnapshotRefusedException">The source is damaged; no file is left.</exception>
    /// <exception cref="SnapshotException">No space, or the disk failed.</exception>
    public SnapshotInfo Copy(SnapshotReader source, Func<long>? bytesPerSecond = null, IProgress<SnapshotProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var info = source.Info;
        return Complete(new CopiedImage(source), info.Position, info.JournalId, info.TakenMs, bytesPerSecond, progress, cancellation);
    }

    /// <summary>
    /// Makes an empty file for a snapshot that is copied from elsewhere byte by byte; <see cref="Adopt"/> ends the copying. What an earlier copying
    /// of the same sequence left is gone.
    /// </summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="length">Its length, bytes.</param>
    /// <returns>The path.</returns>
    /// <exception cref="SnapshotException">No space, or the disk failed.</exception>
    public string BeginCopy(ulong sequence, long length)
    {
        ExpectOwner();
        var draft = new SnapshotDraft(_directory, _files);
        draft.ExpectSpace(SnapshotFiles.NameOf(sequence), length, _reserveBytes);
        var path = draft.PathOfCopy(sequence);
        try
        {
            File.WriteAllBytes(path, []);
            return path;
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            throw new SnapshotException($"{path} can't be made: {reason.Message}", reason);
        }
    }

    /// <summary>Makes a copy that is complete durable, reads it to its last byte, and gives it its name; one that isn't good is deleted.</summary>
    /// <param name="sequence">The sequence given to <see cref="BeginCopy"/>.</param>
    /// <param name="progress">Told after each block.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="SnapshotRefusedException">It is not a good snapshot of that sequence; the message says where and why.</exception>
    /// <exception cref="SnapshotException">The disk failed.</exception>
    public SnapshotInfo Adopt(ulong sequence, IProgress<SnapshotProgress>? progress = null, CancellationToken cancellation = default)
    {
        ExpectOwner();
        return new SnapshotDraft(_directory, _files).Adopt(sequence, progress, cancellation);
    }

    /// <summary>Gives up a copy that was begun.</summary>
    public void AbandonCopy(ulong sequence) => SnapshotDraft.Delete(new SnapshotDraft(_directory, _files).PathOfCopy(sequence));

    /// <summary>
    /// Deletes what the newest good snapshots of a journal make superfluous: older ones of the same journal, and damaged ones older than those that
    /// are kept.
    /// </summary>
    /// <param name="journalId">The journal.</param>
    /// <param name="keep">How many of the newest to keep, <see cref="KeepMin"/> or more.</param>
    /// <returns>Names of the deleted files.</returns>
    /// <exception cref="IOException">A file couldn't be deleted.</exception>
    public IReadOnlyList<string> Prune(Guid journalId, int keep = KeepMin)
    {
        ExpectOwner();
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, KeepMin);
        var entries = List();
        if (entries.Where(entry => IsOf(journalId, entry)).ElementAtOrDefault(keep - 1) is not { } oldestKept)
        {
            return [];
        }

        string[] superfluous =
        [
            .. entries
                .Where(entry => entry.Sequence < oldestKept.Sequence)
                .Where(entry => IsOf(journalId, entry) || entry.Refusal?.Defect == SnapshotDefect.Damaged)
                .Select(static entry => entry.File),
        ];
        if (superfluous.Length > 0)
        {
            FaultPoints.Reach(FaultPoint.SnapshotBeforePrune);
            Array.ForEach(superfluous, file => File.Delete(Path.Combine(_directory, file)));
            _files.SyncDirectory(_directory);
        }

        return superfluous;
    }

    /// <summary>
    /// Through which sequence the journal may be released: that of the second newest good snapshot of the journal, so that one of the two may turn
    /// out damaged. Null: there are fewer than two.
    /// </summary>
    public ulong? ReleasableThrough(Guid journalId) => List().Where(entry => IsOf(journalId, entry)).ElementAtOrDefault(1)?.Sequence;

    /// <summary>Gives the folder up; call when nothing is being written.</summary>
    public void Dispose() => _lock?.Dispose();

    internal static SnapshotStore Own(SnapshotOptions options, JournalFileSystem files, TimeProvider time)
    {
        options.Validate();
        var directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Directory));
        FileStream? folderLock = null;
        try
        {
            files.MakeDirectory(directory);
            folderLock = new FileStream(Path.Combine(directory, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            SnapshotFiles.DeleteDrafts(directory);
            return new SnapshotStore(directory, options.ReserveBytes, folderLock, files, time);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            folderLock?.Dispose();
            throw new SnapshotException($"The folder of snapshots {directory} is in use by another process, or can't be used: {reason.Message}",
                reason);
        }
    }

    internal static SnapshotStore Share(string directory, JournalFileSystem files) =>
        new(Path.GetFullPath(directory), 0, null, files, TimeProvider.System);

    private static bool IsOf(Guid journalId, SnapshotEntry entry) => entry.Info?.JournalId == journalId;

    private ulong[] Sequences() => Directory.Exists(_directory) ? SnapshotFiles.List(_directory) : [];

    private SnapshotSource SourceOf(ulong sequence, Guid? journalId) =>
        new(_files, Path.Combine(_directory, SnapshotFiles.NameOf(sequence)), sequence, journalId);

    /// <summary>What a file says about itself; null when it is gone meanwhile.</summary>
    private SnapshotEntry? Look(ulong sequence)
    {
        var source = SourceOf(sequence, null);
        try
        {
            using var reader = source.Open();
            return new SnapshotEntry(source.Name, sequence, reader.Length, source.ReadFrame(reader).Info, null);
        }
        catch (SnapshotRefusedException refusal)
        {
            var file = new FileInfo(source.Path);
            return new SnapshotEntry(source.Name, sequence, file.Exists ? file.Length : 0, null, refusal);
        }
        catch (SnapshotException)
        {
            return null;
        }
    }

    private SnapshotInfo Complete(IStateImage image, in JournalPosition position, Guid journalId, long takenMs, Func<long>? bytesPerSecond,
        IProgress<SnapshotProgress>? progress, CancellationToken cancellation)
    {
        ExpectOwner();
        ArgumentOutOfRangeException.ThrowIfNegative(image.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(image.Length, SnapshotLayout.ImageLengthMax);
        if (Interlocked.Exchange(ref _writing, 1) != 0)
        {
            throw new InvalidOperationException("A snapshot is being written already.");
        }

        try
        {
            var header = SnapshotHeader.Of(journalId, position, takenMs, image.Length);
            var pacer = new Pacer(bytesPerSecond ?? (static () => DefaultBytesPerSecond), _time);
            return new SnapshotDraft(_directory, _files).Complete(header, image, _reserveBytes, pacer, progress, cancellation);
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    private void ExpectOwner()
    {
        if (_lock is null)
        {
            throw new InvalidOperationException($"The folder of snapshots {_directory} was taken for reading only.");
        }
    }

    private sealed class CopiedImage(SnapshotReader source) : IStateImage
    {
        public long Length => source.Info.ImageLength;

        public string StateHash => source.Info.StateHash;

        public int Read(Span<byte> destination) => source.Read(destination);
    }
}
