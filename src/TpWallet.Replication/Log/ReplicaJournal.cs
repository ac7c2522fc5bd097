using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Group;
using TpWallet.Replication.Views;

namespace TpWallet.Replication.Log;

/// <summary>
/// The log of a group's member on its disk. Appends are copied into memory and written by a thread of their own; tickets tell how far. All members
/// are for the agent's thread, but for those that say otherwise.
/// </summary>
public sealed class ReplicaJournal : IReplicaLog, IDisposable
{
    /// <summary>Memory for the newest batches when nothing else is said, bytes.</summary>
    public const int DefaultTailBytes = 64 << 20;

    /// <summary>Most memory for the newest batches, bytes.</summary>
    public const int MaxTailBytes = 1 << 30;

    private readonly GroupJournal _file;
    private readonly TailMemory _memory;
    private readonly JournalWriter _writer;
    private readonly GroupReader _reader;
    private readonly int _batchBytesMax;
    private readonly Action<string>? _log;
    private JournalPosition _tail;
    private LogPosition _committed;
    private long _cutTicket;
    private ulong _keptByCut;

    private ReplicaJournal(GroupJournal file, JournalOptions options, Action<string>? log, int tailBytes)
    {
        (_file, _log) = (file, log);
        _tail = file.Written;
        _committed = PositionOf(file.Committed);
        _batchBytesMax = (int)Math.Min(SealedBatch.MaxLength, Math.Min(options.SegmentBytes - SealedBatch.BlockSize, tailBytes / 2));
        JournalId = file.Durability == DurabilityMode.Memory ? Guid.NewGuid() : file.ReplicaId;
        Recovered = new RecoveredState(file.AcceptedEpoch, _committed, ViewOf(file.View));
        _reader = file.OpenReader();
        _memory = new TailMemory(tailBytes, _tail);
        _writer = new JournalWriter(file, _memory, options.SegmentTimeout);
    }

    /// <inheritdoc/>
    public Guid JournalId { get; }

    /// <inheritdoc/>
    public RecoveredState Recovered { get; }

    /// <inheritdoc/>
    public LogPosition Base => PositionOf(_file.Begin);

    /// <inheritdoc/>
    public LogPosition Tail => PositionOf(_tail);

    /// <inheritdoc/>
    public long TailTimeMs => _tail.TimeMs;

    /// <summary>What is durable here and known to be committed. Any thread.</summary>
    public IReadableJournal Journal => _file;

    /// <summary>Everything appended under this ticket and before is durable; 0: nothing yet. Any thread.</summary>
    public long DurableTicket => _writer.DurableTicket;

    /// <summary>
    /// Sequence of the last command that is durable, committed or not; while a cut waits for the disk, of nothing behind it: what the file still
    /// holds there is not this log's.
    /// </summary>
    public ulong DurableSequence =>
        DurableTicket < _cutTicket ? Math.Min(_keptByCut, _file.Written.Sequence) : _file.Written.Sequence;

    /// <summary>Why nothing is taken or made durable any more, or null: the process must stop and recover. Any thread.</summary>
    public Exception? Failure => _writer.Failure;

    /// <summary>Called on the writer's thread when <see cref="DurableTicket"/> has moved or <see cref="Failure"/> is set. It must not wait.</summary>
    public Action? Advanced
    {
        get => _writer.Advanced;
        set => _writer.Advanced = value;
    }

    /// <summary>
    /// Opens the journal of a group's member, making it in an empty folder, and shows what is known to be committed. A single node's journal becomes
    /// a member's: all that it holds counts as committed.
    /// </summary>
    /// <param name="options">How to open it; of kind <see cref="JournalKind.Segments"/>. With <see cref="DurabilityMode.Memory"/> the log's <see
    /// cref="JournalId"/> is new at every start.</param>
    /// <param name="committed">Is shown, in order, every batch behind the base that is known to be committed, before this returns.</param>
    /// <param name="progress">Is told now and then how far the reading has come.</param>
    /// <param name="log">Takes one line for each thing that was mended, and for each cut that removed something; on any thread.</param>
    /// <param name="tailBytes">Memory for the newest batches: a multiple of <see cref="SealedBatch.BlockSize"/>, room for two of the largest, at most
    /// <see cref="MaxTailBytes"/>.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or asks for another kind.</exception>
    /// <exception cref="JournalDamagedException">Data is missing or altered that was durable, or could be.</exception>
    /// <exception cref="JournalReleasedException">Segments that are needed were released: a newer snapshot or the archive is.</exception>
    /// <exception cref="JournalException">The folder is in use, holds another kind of journal or a newer format, or the disk is full.</exception>
    public static ReplicaJournal Open(JournalOptions options, IBatchVisitor? committed = null, IProgress<JournalProgress>? progress = null,
        Action<string>? log = null, int tailBytes = DefaultTailBytes)
    {
        options.Validate();
        CheckTailBytes(tailBytes, options.MaxBatchCommands);
        return Over(GroupJournal.Open(options, committed, progress, log), options, log, tailBytes);
    }

    /// <summary>
    /// Makes an empty journal whose first batch will follow a position that a snapshot holds; it isn't opened. What the member has promised goes with
    /// it: a new journal must not forget an epoch.
    /// </summary>
    /// <param name="options">How to make it; <see cref="JournalOptions.Base"/> is the position.</param>
    /// <param name="journalId">Its name.</param>
    /// <param name="acceptedEpoch">The epoch that the member has promised to obey.</param>
    /// <param name="view">The newest view that it has seen; null: none.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or names no position.</exception>
    /// <exception cref="JournalException">The folder holds a journal, is in use, or the disk is full.</exception>
    public static void CreateBehind(JournalOptions options, Guid journalId, ulong acceptedEpoch, View? view) =>
        GroupJournal.CreateBehind(options, journalId, acceptedEpoch, view is null ? default : BytesOf(view));

    /// <summary>Whether a batch of so many bytes can be appended without waiting for the disk.</summary>
    public bool HasRoom(int batchBytes) => _memory.HasRoom(batchBytes, _writer.WrittenThrough);

    /// <inheritdoc/>
    public bool TryFindBoundary(ulong sequence, out LogPosition boundary)
    {
        boundary = default;
        if (sequence < _file.Begin.Sequence)
        {
            return false;
        }

        if (sequence >= _memory.Start.Sequence)
        {
            boundary = PositionOf(_memory.FindEnd(sequence));
            return true;
        }

        var isFound = _reader.TryFindEnd(sequence, out var end);
        boundary = PositionOf(end);
        return isFound;
    }

    /// <inheritdoc/>
    /// <exception cref="JournalDamagedException">The batch is missing in the files or altered.</exception>
    public bool TryReadNext(in LogPosition after, out ReadOnlyMemory<byte> batch)
    {
        batch = default;
        if (after.Sequence >= _memory.Start.Sequence)
        {
            batch = _memory.ReadNext(after.Sequence);
            return !batch.IsEmpty;
        }

        ForgetWhatWasCut();
        return _reader.TryReadNext(after.Sequence, after.Hash, out batch);
    }

    /// <inheritdoc/>
    /// <remarks>Waits for the disk when there is no room in memory: see <see cref="HasRoom"/>.</remarks>
    /// <exception cref="ArgumentException">The batch doesn't continue the log, or is longer than a segment holds; nothing was taken.</exception>
    /// <exception cref="JournalFailedException">A write has failed; see <see cref="Failure"/>.</exception>
    public long Append(ReadOnlySpan<byte> batch, in Hash256 hash)
    {
        _writer.ThrowIfFailed();
        var header = HeaderOf(batch);
        if (!HasRoom(batch.Length))
        {
            _writer.AwaitRoom(batch.Length);
        }

        _tail = new JournalPosition(header.LastSequence, hash, header.TimeMs, header.Epoch);
        var offset = _memory.Append(batch, _tail);
        return _writer.Enqueue(new QueuedRecord(0, QueuedKind.Batch, _tail, offset, batch.Length));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The position lies below what is committed, or isn't in this log; nothing was taken.</exception>
    /// <exception cref="JournalFailedException">A write has failed; see <see cref="Failure"/>.</exception>
    public long AppendCut(ulong epoch, in LogPosition keep)
    {
        _writer.ThrowIfFailed();
        var kept = Complete(keep);
        if (keep.Sequence < _committed.Sequence)
        {
            throw new ArgumentException($"A cut behind {keep} would remove batches that are committed through {_committed}.", nameof(keep));
        }

        if (kept.Sequence == _tail.Sequence)
        {
            return _writer.Enqueue(new QueuedRecord(0, QueuedKind.SyncPoint));
        }

        _tail = kept;
        _memory.CutBehind(kept);
        _keptByCut = kept.Sequence;
        _cutTicket = _writer.Enqueue(new QueuedRecord(0, QueuedKind.Cut, kept));
        return _cutTicket;
    }

    /// <inheritdoc/>
    /// <exception cref="JournalFailedException">A write has failed; see <see cref="Failure"/>.</exception>
    public long AppendEpoch(ulong epoch)
    {
        _writer.ThrowIfFailed();
        return _writer.Enqueue(new QueuedRecord(0, QueuedKind.Epoch, Epoch: epoch));
    }

    /// <inheritdoc/>
    /// <remarks>A notice of nothing new asks whether the disk works: it is answered when the disk has written something.</remarks>
    /// <exception cref="ArgumentException">The position isn't in this log; nothing was taken.</exception>
    /// <exception cref="JournalFailedException">A write has failed; see <see cref="Failure"/>.</exception>
    public long AppendCommit(in LogPosition committed)
    {
        _writer.ThrowIfFailed();
        if (committed.Sequence <= _committed.Sequence)
        {
            return _writer.EnqueueCommit(null);
        }

        var position = Complete(committed);
        _committed = committed;
        return _writer.EnqueueCommit(position);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The view takes more bytes than can be kept; nothing was taken.</exception>
    /// <exception cref="JournalFailedException">A write has failed; see <see cref="Failure"/>.</exception>
    public long AppendView(View view)
    {
        _writer.ThrowIfFailed();
        return _writer.Enqueue(new QueuedRecord(0, QueuedKind.View, View: BytesOf(view)));
    }

    /// <summary>
    /// Writes what waits, and closes the files; when the disk doesn't answer within <see cref="JournalOptions.SegmentTimeout"/>, they stay open, and
    /// a line says so.
    /// </summary>
    public void Dispose()
    {
        if (!_writer.TryStop())
        {
            _log?.Invoke("The journal could not be closed in time: the disk is too slow, or stuck. The next start finds what was acknowledged.");
            return;
        }

        if (Failure is { } reason)
        {
            _log?.Invoke($"The journal was closed after a failure: {reason.Message}");
        }

        _reader.Dispose();
        _memory.Dispose();
        _file.Dispose();
    }

    internal static ReplicaJournal Over(GroupJournal file, JournalOptions options, Action<string>? log = null, int tailBytes = DefaultTailBytes)
    {
        try
        {
            return new ReplicaJournal(file, options, log, tailBytes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void CheckTailBytes(int tailBytes, int maxBatchCommands)
    {
        var smallest = 2 * LengthOf(maxBatchCommands);
        if (tailBytes % SealedBatch.BlockSize != 0 || tailBytes < smallest || tailBytes > MaxTailBytes)
        {
            throw new ArgumentOutOfRangeException(nameof(tailBytes), tailBytes,
                $"The memory for the newest batches must be a multiple of {SealedBatch.BlockSize} bytes from {smallest} to {MaxTailBytes}.");
        }
    }

    private static int LengthOf(int commands) =>
        (SealedBatchHeader.Size + (commands * Messages.Command.Size) + SealedBatch.BlockSize - 1) / SealedBatch.BlockSize * SealedBatch.BlockSize;

    private static LogPosition PositionOf(in JournalPosition position) => new(position.Sequence, position.Hash);

    private static byte[] BytesOf(View view)
    {
        var bytes = ViewJson.Write(view);
        return bytes.Length <= GroupJournal.ViewBytesMax
            ? bytes
            : throw new ArgumentException($"The view takes {bytes.Length} bytes, more than {GroupJournal.ViewBytesMax}.", nameof(view));
    }

    private static View? ViewOf(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return null;
        }

        return ViewJson.TryRead(bytes, out var view) ? view : throw new JournalException("The newest view in the journal can't be read: "
            + "it was written by another version.");
    }

    private SealedBatchHeader HeaderOf(ReadOnlySpan<byte> batch)
    {
        if (!MemoryMarshal.TryRead<SealedBatchHeader>(batch, out var header) || header.Length != batch.Length || batch.Length > _batchBytesMax)
        {
            throw new ArgumentException($"A batch of {batch.Length} bytes isn't one that fits: sealed, and at most {_batchBytesMax} bytes.",
                nameof(batch));
        }

        return header.FirstSequence == _tail.Sequence + 1 && header.PreviousHash == _tail.Hash
            ? header
            : throw new ArgumentException($"The batch of sequence {header.FirstSequence} doesn't continue {Tail}.", nameof(batch));
    }

    /// <summary>The same position with time and epoch.</summary>
    private JournalPosition Complete(in LogPosition position)
    {
        if (!TryFindBoundary(position.Sequence, out var own) || own != position)
        {
            throw new ArgumentException($"{position} is not in this log, which ends at {Tail}.", nameof(position));
        }

        return position.Sequence >= _memory.Start.Sequence
            ? _memory.FindEnd(position.Sequence)
            : _reader.Complete(position.Sequence, position.Hash);
    }

    /// <summary>What was read ahead before a cut was carried out may show what it removes.</summary>
    private void ForgetWhatWasCut()
    {
        if (_cutTicket > 0)
        {
            _cutTicket = DurableTicket >= _cutTicket ? 0 : _cutTicket;
            _reader.Forget();
        }
    }
}
