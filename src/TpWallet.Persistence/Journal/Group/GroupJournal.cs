using System.Diagnostics;
using System.Runtime.InteropServices;
using TpWallet.Persistence.Faults;
using TpWallet.Persistence.Journal.Files;
using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal.Group;

/// <summary>
/// The files of a group member's journal: batches, of which the last ones may still be taken back, and what the member has promised. One thread
/// writes, and every write is durable on return; after one that failed, nothing may be written any more. Everything else can be asked for on any
/// thread.
/// </summary>
public sealed class GroupJournal : IReadableJournal, IDisposable
{
    /// <summary>Longest write, bytes, unless a single batch is longer: so far behind the last good batch can a power cut leave remains.</summary>
    public const int RunBytesMax = 4 << 20;

    /// <summary>Longest view that can be kept, bytes.</summary>
    public const int ViewBytesMax = GroupFile.ViewBytesMax;

    private const int DefaultRecentBatches = 262_144;

    private readonly JournalContext _context;
    private readonly Action<string>? _log;
    private readonly RecentBatches _recent;
    private readonly GroupFile _control;
    private readonly SegmentAppender _appender;
    private readonly JournalRelease _release;
    private readonly LiveReader _reader;
    private readonly MarkFile _mark;
    private readonly PositionCell _written;
    private readonly PositionCell _committed;
    private JournalPosition _synced;
    private JournalPosition _marked;
    private long _bytes;
    private long _lastAppendTicks;
    private long _longestAppendTicks;

    private GroupJournal(GroupOpening opening, Action<string>? log)
    {
        _context = opening.Context;
        _log = log;
        _recent = opening.Recent;
        _control = opening.Control;
        var replay = _context.Replay;
        _bytes = replay.BytesBehindBase;
        _written = new PositionCell(replay.Chain.End);
        _committed = new PositionCell(replay.Committed);
        _synced = replay.Chain.End;
        _release = new JournalRelease(_context);
        _reader = new LiveReader(_context.Files, _release);
        (AcceptedEpoch, View) = (_control.Control.AcceptedEpoch, _control.Control.View);
        _marked = replay.Committed;
        _mark = new MarkFile(_context.Folder.Path, JournalId, _marked.Sequence, _marked.Hash, MarkMeaning.Committed);
        _appender = new SegmentAppender(_context, opening.Tail);
    }

    /// <summary>The epoch that the member had promised to obey when this was opened; 0: none.</summary>
    public ulong AcceptedEpoch { get; }

    /// <summary>The newest view that it had seen; empty: none.</summary>
    public ReadOnlyMemory<byte> View { get; }

    /// <summary>The last batch that is durable, committed or not; in <see cref="DurabilityMode.Memory"/> written.</summary>
    public JournalPosition Written => _written.Read();

    /// <summary>Through where batches are known to be committed, durable here or not.</summary>
    public JournalPosition Committed => _committed.Read();

    /// <summary>The position behind which batches can be read.</summary>
    public JournalPosition Begin => _release.Begin;

    /// <inheritdoc/>
    public JournalPosition Position => Lower(Written, Committed);

    /// <inheritdoc/>
    public ulong FirstSequence => _release.FirstSequence;

    /// <inheritdoc/>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <inheritdoc/>
    public long Room => _appender.Room;

    /// <inheritdoc/>
    public string? RoomShortage => _appender.RoomShortage;

    /// <inheritdoc/>
    public long LastAppendTicks => Volatile.Read(ref _lastAppendTicks);

    /// <inheritdoc/>
    public Guid JournalId => _context.Replay.JournalId;

    /// <summary>Under which name the member answers for what it holds; drawn when the journal became a member's.</summary>
    public Guid ReplicaId => _control.Control.ReplicaId;

    /// <inheritdoc/>
    public DurabilityMode Durability => _context.Options.Durability;

    /// <summary>
    /// Opens the journal of a group's member, making it in an empty folder. A single node's journal becomes a member's: all that it holds counts as
    /// committed. A cut that was interrupted is finished, and everything found is durable when this returns.
    /// </summary>
    /// <param name="options">How to open it; of kind <see cref="JournalKind.Segments"/>.</param>
    /// <param name="committed">Is shown, in order, every batch behind the base that is known to be committed.</param>
    /// <param name="progress">Is told now and then how far the reading has come.</param>
    /// <param name="log">Takes one line for each thing that was mended, and for each cut.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or asks for another kind.</exception>
    /// <exception cref="JournalDamagedException">Data is missing or altered that was durable, or could be.</exception>
    /// <exception cref="JournalReleasedException">Segments that are needed were released: a newer snapshot or the archive is.</exception>
    /// <exception cref="JournalException">The folder is in use, holds another kind of journal or a newer format, or the disk is full.</exception>
    public static GroupJournal Open(
        JournalOptions options, IBatchVisitor? committed = null, IProgress<JournalProgress>? progress = null, Action<string>? log = null) =>
        Open(options, committed, progress, log, JournalFileSystem.Default);

    /// <summary>
    /// Makes an empty journal whose first batch will follow a position that a snapshot holds; it isn't opened. What the member has promised goes
    /// with it: a new journal must not forget an epoch.
    /// </summary>
    /// <param name="options">How to make it; <see cref="JournalOptions.Base"/> is the position.</param>
    /// <param name="journalId">Its name.</param>
    /// <param name="acceptedEpoch">The epoch that the member has promised to obey.</param>
    /// <param name="view">The newest view that it has seen, at most <see cref="ViewBytesMax"/> bytes; empty: none.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or names no position.</exception>
    /// <exception cref="JournalException">The folder holds a journal, is in use, or the disk is full.</exception>
    public static void CreateBehind(JournalOptions options, Guid journalId, ulong acceptedEpoch, ReadOnlyMemory<byte> view)
    {
        RequireSegments(options);
        var begin = options.Base ?? throw new ArgumentException("A journal that begins behind a position needs one.", nameof(options));
        using var folder = JournalFolder.Own(options.Directory, JournalFileSystem.Default);
        if (folder.ReadDescription() is { } found)
        {
            throw new JournalException($"The folder {folder.Path} holds the journal {found.Id} already: give a new or empty one.");
        }

        var control = new GroupControl(Guid.NewGuid(), acceptedEpoch, options.Durability, view, Cut: null);
        JournalFactory.Create(folder, options, JournalFileSystem.Default, journalId, begin, control);
    }

    /// <summary>Makes a reader of everything that was written, for one thread.</summary>
    public GroupReader OpenReader() => new(_context.Files, _release, _recent);

    /// <summary>Batches that were written are known to be committed through here. On the writing thread.</summary>
    public void NoteCommitted(in JournalPosition committed) => _committed.Write(committed);

    /// <summary>Writes batches, one behind the other in memory, in as few writes as possible.</summary>
    /// <param name="batches">Sealed batches; the memory begins at a multiple of <see cref="SealedBatch.BlockSize"/>.</param>
    /// <param name="ends">The end of each.</param>
    public void Append(ReadOnlySpan<byte> batches, ReadOnlySpan<JournalPosition> ends)
    {
        ThrowIfFailedBehind();
        while (!ends.IsEmpty)
        {
            MakeRoom(LengthOf(batches));
            var (count, length) = RunOf(batches, ends.Length);
            WriteRun(batches[..length], ends[..count]);
            batches = batches[length..];
            ends = ends[count..];
        }
    }

    /// <summary>
    /// Removes every batch behind a position, which may not lie below what is known to be committed. Once it returns they are gone for good; when it
    /// is interrupted, the next opening finishes it.
    /// </summary>
    public void Cut(in JournalPosition keep)
    {
        ThrowIfFailedBehind();
        if (keep.Sequence >= Written.Sequence)
        {
            return;
        }

        if (keep.Sequence < Position.Sequence)
        {
            throw new JournalException($"A cut behind sequence {keep.Sequence} would remove batches that are committed through {Position.Sequence}.");
        }

        var removed = Written.Sequence - keep.Sequence;
        var from = PlaceBehind(keep);
        var cut = new PendingCut(keep.Sequence, keep.Hash, from, new SegmentPlace(_appender.Number, _appender.Position));
        _control.Store(_control.Control with { Cut = cut });
        CutExecution.Apply(_context.FileSystem, _context.Folder.Path, cut);
        _control.Store(_control.Control with { Cut = null });
        _appender.Rewind(from.Number, from.Position);
        _recent.CutBehind(keep.Sequence, from);
        _written.Write(keep);
        _synced = Lower(_synced, keep);
        _log?.Invoke($"Took back {removed} uncommitted commands behind sequence {keep.Sequence}: {cut.From} to {cut.To}.");
    }

    /// <summary>Stores what the member has promised and seen.</summary>
    /// <param name="acceptedEpoch">The newest epoch that it obeys; null: as before.</param>
    /// <param name="view">The newest view, at most <see cref="ViewBytesMax"/> bytes; null: as before.</param>
    public void Store(ulong? acceptedEpoch, byte[]? view)
    {
        ThrowIfFailedBehind();
        var control = _control.Control;
        _control.Store(control with { AcceptedEpoch = acceptedEpoch ?? control.AcceptedEpoch, View = view ?? control.View });
    }

    /// <summary>Writes the mark, if more is committed and durable than it says; it is made durable about once a second.</summary>
    public void WriteMark()
    {
        ThrowIfFailedBehind();
        var position = Durability == DurabilityMode.Memory ? Lower(_synced, Committed) : Position;
        if (position.Sequence > _marked.Sequence)
        {
            _mark.Write(position.Sequence, position.Hash);
            _marked = position;
        }
    }

    /// <summary>Writes something to the disk and waits for it: whoever comes back has a disk that works.</summary>
    public void ProveDisk()
    {
        WriteMark();
        _mark.Write(_marked.Sequence, _marked.Hash);
        _mark.Sync();
    }

    /// <summary>In <see cref="DurabilityMode.Memory"/>: makes what was written durable, so that little is lost with the power.</summary>
    public void SyncBehind()
    {
        if (_synced != Written)
        {
            _context.FileSystem.Sync(_context.Files.PathOf(_appender.Number));
            _synced = Written;
        }
    }

    /// <inheritdoc/>
    public long TakeLongestAppendTicks() => Interlocked.Exchange(ref _longestAppendTicks, 0);

    /// <inheritdoc/>
    public void Release(ulong throughSequence)
    {
        var end = Position;
        _release.Through(Math.Min(throughSequence, end.Sequence), NumberHolding(end.Sequence), number => SegmentFiles.Delete(_context, number));
    }

    /// <inheritdoc/>
    public void Read(ulong fromSequence, IBatchVisitor visitor, CancellationToken cancellationToken = default)
    {
        var end = Position;
        ArgumentOutOfRangeException.ThrowIfZero(fromSequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fromSequence, end.Sequence + 1);
        if (fromSequence <= end.Sequence)
        {
            _reader.Read(fromSequence, end, NumberHolding(end.Sequence), visitor, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _appender.Dispose();
        _mark.Dispose();
        _control.Dispose();
        _context.Folder.Dispose();
    }

    internal static GroupJournal Open(JournalOptions options, IBatchVisitor? committed, IProgress<JournalProgress>? progress, Action<string>? log,
        JournalFileSystem files, int recentBatches = DefaultRecentBatches)
    {
        RequireSegments(options);
        var folder = JournalFolder.Own(options.Directory, files);
        try
        {
            return new GroupJournal(GroupOpening.Run(folder, options, committed, progress, log, files, recentBatches), log);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static void RequireSegments(JournalOptions options)
    {
        options.Validate();
        if (options.Kind != JournalKind.Segments)
        {
            throw new ArgumentException(
                $"The journal of a group's member is of kind {JournalKind.Segments}, which can take batches back; {options.Kind} can't.",
                nameof(options));
        }
    }

    private static int LengthOf(ReadOnlySpan<byte> batches) => (int)MemoryMarshal.Read<SealedBatchHeader>(batches).Length;

    private static JournalPosition Lower(in JournalPosition one, in JournalPosition other) => one.Sequence <= other.Sequence ? one : other;

    private void MakeRoom(int length)
    {
        if (length > _appender.Left && Durability == DurabilityMode.Memory)
        {
            SyncBehind();
        }

        _appender.MakeRoom(length);
    }

    /// <summary>How many of the batches go into one write here: at least one, and no more than fit.</summary>
    private (int Count, int Length) RunOf(ReadOnlySpan<byte> batches, int countMax)
    {
        var (count, length) = (1, LengthOf(batches));
        while (count < countMax && length + LengthOf(batches[length..]) <= Math.Min(RunBytesMax, _appender.Left))
        {
            length += LengthOf(batches[length..]);
            count++;
        }

        return (count, length);
    }

    private void WriteRun(ReadOnlySpan<byte> run, ReadOnlySpan<JournalPosition> ends)
    {
        var begin = Stopwatch.GetTimestamp();
        var place = new SegmentPlace(_appender.Number, _appender.Position);
        FaultPoints.Reach(FaultPoint.JournalBeforeCommit);
        _appender.Write(run);
        FaultPoints.Reach(FaultPoint.JournalAfterCommit);
        NoteDuration(Stopwatch.GetTimestamp() - begin);
        Volatile.Write(ref _bytes, _bytes + run.Length);
        foreach (ref readonly var end in ends)
        {
            var header = MemoryMarshal.Read<SealedBatchHeader>(run);
            var batch = new RecentBatch(header.FirstSequence, end, place, header.Length);
            _recent.Add(batch);
            place = batch.Behind;
            run = run[(int)header.Length..];
        }

        _written.Write(ends[^1]);
    }

    private SegmentPlace PlaceBehind(in JournalPosition keep)
    {
        if (_recent.TryFind(keep.Sequence + 1, out var next))
        {
            return next.Place;
        }

        using var search = new SegmentSearch(_context.Files);
        return search.Find(keep.Sequence + 1, _release.FirstNumber, _recent.BehindOldest).Place;
    }

    /// <summary>Number of the segment that holds a sequence, which is committed and durable.</summary>
    private uint NumberHolding(ulong sequence)
    {
        if (_recent.TryFind(sequence, out var batch))
        {
            return batch.Place.Number;
        }

        using var cursor = _context.Files.OpenCursor(isLive: true);
        var number = _appender.CurrentNumber;
        while (number > _release.FirstNumber && !(cursor.TryReadFirst(number, out var first) && first.Header.FirstSequence <= sequence))
        {
            number--;
        }

        return number;
    }

    private void NoteDuration(long ticks)
    {
        Volatile.Write(ref _lastAppendTicks, ticks);
        if (ticks > Volatile.Read(ref _longestAppendTicks))
        {
            Volatile.Write(ref _longestAppendTicks, ticks);
        }
    }

    private void ThrowIfFailedBehind()
    {
        if ((_mark.Failure ?? _appender.Failure) is { } reason)
        {
            throw new JournalFailedException($"The journal takes no further batch: {_appender.Place}: {reason.Message}", reason);
        }
    }
}
