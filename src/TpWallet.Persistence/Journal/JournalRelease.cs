using TpWallet.Persistence.Faults;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal;

/// <summary>
/// Lets the oldest segments go. The order is what makes a crash harmless: first the archive has them, durably; then the record says that the
/// journal begins behind them, durably; only then do they go. What a crash leaves is removed at the next opening or release.
/// </summary>
internal sealed class JournalRelease
{
    private readonly JournalFileSystem _fileSystem;
    private readonly JournalFiles _files;
    private readonly Guid _journalId;
    private readonly string? _archive;
    private readonly Lock _releasing = new();
    private uint _firstNumber;
    private Beginning _begin;

    public JournalRelease(JournalContext context)
    {
        _fileSystem = context.FileSystem;
        _files = context.Files;
        _journalId = context.Replay.JournalId;
        _archive = context.Options.ArchiveDirectory;
        _firstNumber = context.Files.FirstLive;
        _begin = new Beginning(context.Replay.LiveBegin);
    }

    /// <summary>Sequence of the oldest command still there.</summary>
    public ulong FirstSequence => Begin.Sequence + 1;

    /// <summary>The position behind which everything is still there. Its time and epoch are known only if a snapshot of it was.</summary>
    public JournalPosition Begin => Volatile.Read(ref _begin).Position;

    /// <summary>Number of the oldest segment still there.</summary>
    public uint FirstNumber => Volatile.Read(ref _firstNumber);

    /// <summary>Removes what a release that was interrupted has left.</summary>
    public static void RemoveRest(JournalContext context) =>
        Remove(context.FileSystem, context.Files, context.Files.FirstLive, number => context.FileSystem.Delete(PathOf(context.Files, number)));

    /// <summary>Releases the segments that end at or before a sequence.</summary>
    /// <param name="throughSequence">The sequence.</param>
    /// <param name="current">Number of the segment that is being written; it stays.</param>
    /// <param name="remove">Deletes a segment.</param>
    /// <exception cref="JournalDamagedException">The beginning of a segment can't be read; nothing was released.</exception>
    /// <exception cref="JournalException">The disk failed or is full; what was to go may be there still.</exception>
    public void Through(ulong throughSequence, uint current, Action<uint> remove)
    {
        lock (_releasing)
        {
            if (FindFirstKept(throughSequence, current) is not { } record)
            {
                return;
            }

            try
            {
                Archive(record.FirstNumber);
                FaultPoints.Reach(FaultPoint.SegmentBeforeTruncate);
                ReleaseRecord.Write(_files.Directory, record, _fileSystem);
                Volatile.Write(ref _begin, new Beginning(PositionOf(record)));
                Volatile.Write(ref _firstNumber, record.FirstNumber);
                Remove(_fileSystem, _files, record.FirstNumber, remove);
            }
            catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
            {
                throw new JournalException($"Segments through sequence {record.LastSequence} couldn't be released: {reason.Message}", reason);
            }
        }
    }

    private static void Remove(JournalFileSystem fileSystem, JournalFiles files, uint firstKept, Action<uint> remove)
    {
        var removed = false;
        foreach (var number in files.List(files.Directory).Where(number => number < firstKept))
        {
            remove(number);
            removed = true;
            FaultPoints.Reach(FaultPoint.SegmentMiddleOfTruncate);
        }

        if (removed)
        {
            fileSystem.SyncDirectory(files.Directory);
        }
    }

    private static JournalPosition PositionOf(in ReleaseRecord record) =>
        JournalPosition.Beginning with { Sequence = record.LastSequence, Hash = record.LastHash };

    private static string PathOf(JournalFiles files, uint number) => Path.Combine(files.Directory, files.NameOf(number));

    /// <summary>A segment may go when the first batch of the next one says that it ended early enough.</summary>
    private ReleaseRecord? FindFirstKept(ulong throughSequence, uint current)
    {
        ReleaseRecord? record = null;
        using var cursor = _files.OpenCursor(isLive: true);
        for (var next = _firstNumber + 1; next <= current; next++)
        {
            if (!cursor.TryReadFirst(next, out var batch))
            {
                throw new JournalDamagedException(
                    _files.NameOf(next), 0, "the first batch of the segment can't be read", JournalFolder.RestoreAdvice);
            }

            if (batch.Header.FirstSequence - 1 > throughSequence)
            {
                break;
            }

            record = ReleaseRecord.Of(_journalId, next, batch.Header.FirstSequence - 1, batch.Header.PreviousHash);
        }

        return record;
    }

    private void Archive(uint firstKept)
    {
        if (_archive is null)
        {
            return;
        }

        foreach (var number in _files.List(_files.Directory).Where(number => number < firstKept))
        {
            var target = Path.Combine(_archive, _files.NameOf(number));
            RefuseOther(PathOf(_files, number), target);
            _fileSystem.LinkOrCopy(PathOf(_files, number), target + JournalFiles.DraftEnding);
            _fileSystem.Rename(target + JournalFiles.DraftEnding, target);
        }

        _fileSystem.SyncDirectory(_archive);
    }

    /// <summary>The same segment may be there from a release that was interrupted; that of another life of the journal mustn't be replaced.</summary>
    private static void RefuseOther(string source, string target)
    {
        if (File.Exists(target) && !BeginningOf(source).AsSpan().SequenceEqual(BeginningOf(target)))
        {
            throw new JournalException($"{target} is another segment of the same name, as a folder leaves that was copied or restored and goes on by "
                + "itself: name another folder for the archive. Nothing was released.");
        }
    }

    /// <summary>Header of the segment and of its first batch, with its place in the chain.</summary>
    private static byte[] BeginningOf(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[2 * SealedBatch.BlockSize];
        var length = RandomAccess.Read(file, bytes, 0);
        return bytes[..length];
    }

    private sealed record Beginning(JournalPosition Position);
}
