using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Group;

namespace TpWallet.Replication.Log;

/// <summary>
/// The thread that writes a log behind the agent's back: everything that waits, in order, batches that lie together in one write. It parks when
/// there is nothing to do. After a failure it does nothing any more: whether a write that failed is on the disk can't be known.
/// </summary>
internal sealed class JournalWriter
{
    // A commit rides with the next batch; when none comes, it is written by itself.
    private const int LoneCommitDelayMs = 10;
    private const int SyncBehindIntervalMs = 1_000;

    private readonly GroupJournal _file;
    private readonly TailMemory _memory;
    private readonly bool _syncsBehind;
    private readonly TimeSpan _patience;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private readonly List<JournalPosition> _runEnds = [];
    private List<QueuedRecord> _incoming = [];
    private List<QueuedRecord> _taken = [];
    private long _ticket;
    private long _takenTicket;
    private long _commitDueMs = long.MaxValue;
    private long _syncDueMs = long.MaxValue;
    private JournalPosition? _commit;
    private JournalPosition? _takenCommit;
    private bool _isMarkDue;
    private bool _isStopping;
    private long _runOffset;
    private int _runLength;
    private ulong? _epoch;
    private byte[]? _view;
    private bool _hasTaken;
    private bool _hasWritten;
    private long _writtenThrough;
    private long _durableTicket;
    private volatile Exception? _failure;

    /// <summary>Starts the thread.</summary>
    /// <param name="file">The files.</param>
    /// <param name="memory">Where the batches are.</param>
    /// <param name="patience">How long the end waits for the disk.</param>
    public JournalWriter(GroupJournal file, TailMemory memory, TimeSpan patience)
    {
        (_file, _memory, _patience) = (file, memory, patience);
        _syncsBehind = file.Durability == DurabilityMode.Memory;
        _thread = new Thread(Run) { Name = "journal-writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Everything through this ticket is durable; any thread.</summary>
    public long DurableTicket => Volatile.Read(ref _durableTicket);

    /// <summary>Everything in the memory before this offset is written.</summary>
    public long WrittenThrough => Volatile.Read(ref _writtenThrough);

    /// <summary>Why nothing is written any more, or null; any thread.</summary>
    public Exception? Failure => _failure;

    /// <summary>Called on the thread when the ticket has moved or it has failed.</summary>
    public Action? Advanced { get; set; }

    /// <summary>Queues a record; its ticket is filled in here.</summary>
    /// <returns>The ticket.</returns>
    public long Enqueue(QueuedRecord record)
    {
        lock (_gate)
        {
            _incoming.Add(record with { Ticket = ++_ticket });
            Monitor.PulseAll(_gate);
            return _ticket;
        }
    }

    /// <summary>Batches are committed through a position, which counts once everything queued before is written.</summary>
    /// <param name="committed">The position; null: nothing new, somebody waits for the ticket to see whether the disk works.</param>
    /// <returns>The ticket.</returns>
    public long EnqueueCommit(JournalPosition? committed)
    {
        lock (_gate)
        {
            _commit = committed ?? _commit;
            _commitDueMs = Math.Min(_commitDueMs, Environment.TickCount64 + (committed is null ? 0 : LoneCommitDelayMs));
            Monitor.PulseAll(_gate);
            return ++_ticket;
        }
    }

    /// <summary>Waits until there is room in the memory for a batch: as long as the disk takes.</summary>
    public void AwaitRoom(int length)
    {
        lock (_gate)
        {
            while (!_memory.HasRoom(length, WrittenThrough))
            {
                ThrowIfFailed();
                Monitor.Wait(_gate);
            }
        }
    }

    /// <exception cref="JournalFailedException">A write has failed.</exception>
    public void ThrowIfFailed()
    {
        if (_failure is { } reason)
        {
            throw new JournalFailedException($"The journal takes nothing more: {reason.Message}", reason);
        }
    }

    /// <summary>Writes what waits and ends the thread; false when the disk doesn't answer in time.</summary>
    public bool TryStop()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.PulseAll(_gate);
        }

        return _thread.Join(_patience);
    }

    private void Run()
    {
        try
        {
            while (Take())
            {
                WriteTaken();
            }

            if (_syncsBehind)
            {
                _file.SyncBehind();
            }

            _file.WriteMark();
        }
        catch (Exception reason)
        {
            // Whatever it was: the owner sees it, and nothing is acknowledged any more.
            lock (_gate)
            {
                _failure = reason;
                Monitor.PulseAll(_gate);
            }

            Advanced?.Invoke();
        }
    }

    /// <summary>Waits for something to do and takes all of it; false when there is nothing left and there will be nothing.</summary>
    private bool Take()
    {
        lock (_gate)
        {
            var now = Environment.TickCount64;
            while (_incoming.Count == 0 && _commit is null && Math.Min(_commitDueMs, _syncDueMs) > now)
            {
                if (_isStopping)
                {
                    return false;
                }

                var due = Math.Min(_commitDueMs, _syncDueMs);
                Monitor.Wait(_gate, due == long.MaxValue ? Timeout.Infinite : (int)(due - now));
                now = Environment.TickCount64;
            }

            (_incoming, _taken) = (_taken, _incoming);
            _takenTicket = _ticket;
            (_takenCommit, _commit) = (_commit, null);
            _isMarkDue = _commitDueMs <= now || (_taken.Count > 0 && _commitDueMs != long.MaxValue);
            _commitDueMs = _isMarkDue ? long.MaxValue : _commitDueMs;
            return true;
        }
    }

    private void WriteTaken()
    {
        _hasWritten = false;
        _hasTaken = _taken.Count > 0;
        foreach (ref readonly var record in CollectionsMarshal.AsSpan(_taken))
        {
            Write(record);
        }

        FlushRun();
        FlushPromises();
        _taken.Clear();
        if (_takenCommit is { } committed)
        {
            _file.NoteCommitted(committed);
        }

        SyncBehindWhenDue();
        if (_isMarkDue && _hasWritten)
        {
            _file.WriteMark();
        }
        else if (_isMarkDue)
        {
            _file.ProveDisk();
        }

        if (_hasTaken || _isMarkDue)
        {
            Publish(_takenTicket);
        }
    }

    private void Write(in QueuedRecord record)
    {
        switch (record.Kind)
        {
            case QueuedKind.Batch:
                FlushPromises();
                if (_runLength > 0 && !Continues(record))
                {
                    FlushRun();
                    Publish(record.Ticket - 1);
                }

                _runOffset = _runLength == 0 ? record.Offset : _runOffset;
                _runLength += record.Length;
                _runEnds.Add(record.End);
                break;
            case QueuedKind.Cut:
                FlushRun();
                FlushPromises();
                _file.Cut(record.End);
                _hasWritten = true;
                break;
            case QueuedKind.Epoch:
                FlushRun();
                _epoch = record.Epoch;
                break;
            case QueuedKind.View:
                FlushRun();
                _view = record.View;
                break;
            default:
                FlushRun();
                break;
        }
    }

    private bool Continues(in QueuedRecord record) =>
        record.Offset == _runOffset + _runLength && _memory.IsContinued(record.Offset)
        && _runLength + record.Length <= GroupJournal.RunBytesMax;

    private void FlushRun()
    {
        if (_runLength == 0)
        {
            return;
        }

        _file.Append(_memory.Bytes(_runOffset, _runLength), CollectionsMarshal.AsSpan(_runEnds));
        Volatile.Write(ref _writtenThrough, _runOffset + _runLength);
        _hasWritten = true;
        _runLength = 0;
        _runEnds.Clear();
        if (_syncsBehind && _syncDueMs == long.MaxValue)
        {
            _syncDueMs = Environment.TickCount64 + SyncBehindIntervalMs;
        }
    }

    private void FlushPromises()
    {
        if (_epoch is not null || _view is not null)
        {
            _file.Store(_epoch, _view);
            _hasWritten = true;
            (_epoch, _view) = (null, null);
        }
    }

    private void SyncBehindWhenDue()
    {
        if (_syncDueMs <= Environment.TickCount64)
        {
            _syncDueMs = long.MaxValue;
            _file.SyncBehind();
            _file.WriteMark();
        }
    }

    private void Publish(long ticket)
    {
        lock (_gate)
        {
            Volatile.Write(ref _durableTicket, ticket);
            Monitor.PulseAll(_gate);
        }

        Advanced?.Invoke();
    }
}
