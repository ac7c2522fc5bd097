using System.Buffers;
using System.Collections.Concurrent;
using TpWallet.Persistence.Snapshots;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Snapshots;

/// <summary>
/// Gives this member's newest snapshot to others. Requests come in on the network's thread, which also takes the messages away; a thread of its own,
/// begun with the first request, reads the files at a pace.
/// </summary>
internal sealed class SnapshotServing : IDisposable
{
    private const int ReadyMax = 4;
    private readonly SnapshotExchangeOptions _options;
    private readonly NodeId _self;
    private readonly Action _wake;
    private readonly TimeProvider _time;
    private readonly Pacer _pacer;
    private readonly Lock _gate = new();
    private readonly List<ServingSession> _sessions = [];
    private readonly ConcurrentQueue<(NodeId Member, byte[] Rented, int Length)> _ready = new();
    private readonly SemaphoreSlim _readyRoom = new(ReadyMax);
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stop = new();
    private Thread? _thread;

    public SnapshotServing(SnapshotExchangeOptions options, NodeId self, Action wake, TimeProvider time)
    {
        _options = options;
        _self = self;
        _wake = wake;
        _time = time;
        _pacer = new Pacer(() => options.BytesPerSecond, time);
    }

    /// <summary>Network's thread: somebody asks.</summary>
    /// <returns>False: too many are being served.</returns>
    public bool OnRequest(NodeId from, in SnapshotRequestBody request)
    {
        lock (_gate)
        {
            var fetch = request.Fetch;
            var now = _time.GetTimestamp();
            if (_sessions.Find(session => session.Member == from && session.Fetch == fetch) is { } session)
            {
                session.Heard(request, now);
            }
            else if (_sessions.Count(session => session.Member != from && !session.IsOver) >= _options.ServedMax)
            {
                return false;
            }
            else
            {
                // Who asks anew has forgotten what it asked before.
                _sessions.FindAll(session => session.Member == from).ForEach(static session => session.IsOver = true);
                _sessions.Add(new ServingSession(from, request, now));
                StartThread();
            }
        }

        _work.Release();
        return true;
    }

    /// <summary>Network's thread: for whom the next message is, if there is one.</summary>
    public bool TryPeek(out NodeId member)
    {
        var any = _ready.TryPeek(out var ready);
        member = ready.Member;
        return any;
    }

    /// <summary>Network's thread: takes the message that was peeked at; its bytes go back to the pool by <see cref="Return"/>.</summary>
    public (byte[] Rented, int Length) Take()
    {
        _ready.TryDequeue(out var ready);
        return (ready.Rented, ready.Length);
    }

    public void Return(byte[] rented)
    {
        ArrayPool<byte>.Shared.Return(rented);
        _readyRoom.Release();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread?.Join();
        _stop.Dispose();
        _work.Dispose();
        _readyRoom.Dispose();
    }

    private void StartThread()
    {
        if (_thread is null)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "snapshot serving" };
            _thread.Start();
        }
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                CloseEnded();
                if (Next() is { } session)
                {
                    Serve(session);
                }
                else
                {
                    _work.Wait(_options.RetryInterval, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
        finally
        {
            _sessions.ForEach(static session => session.File?.Dispose());
        }
    }

    private void CloseEnded()
    {
        List<ServingSession> ended;
        lock (_gate)
        {
            ended = _sessions.FindAll(session => session.IsOver || _time.GetElapsedTime(session.HeardTicks) > _options.Patience);
            _sessions.RemoveAll(ended.Contains);
        }

        foreach (var session in ended)
        {
            if (session.File is { } file)
            {
                _options.Log($"{session.Member} was sent {session.Cursor >> 20} of {file.Entry.FileLength >> 20} MiB of {file.Entry.File}");
                file.Dispose();
            }
        }
    }

    /// <summary>Takes turns.</summary>
    private ServingSession? Next()
    {
        lock (_gate)
        {
            var index = _sessions.FindIndex(static session => session.HasWork);
            if (index < 0)
            {
                return null;
            }

            var session = _sessions[index];
            _sessions.RemoveAt(index);
            _sessions.Add(session);
            return session;
        }
    }

    private void Serve(ServingSession session)
    {
        var chunk = new SnapshotChunkBody { Fetch = session.Fetch, Sequence = session.Sequence, Outcome = SnapshotOutcome.Unavailable };
        try
        {
            if (session.File is null && !TryOpen(session))
            {
                Put(session.Member, chunk, 0, null);
                return;
            }

            (chunk.Offset, var length) = Advance(session);
            chunk.Sequence = session.File!.Entry.Sequence;
            chunk.FileLength = session.File.Entry.FileLength;
            chunk.Outcome = SnapshotOutcome.Data;
            _pacer.Wait(length, _stop.Token);
            Put(session.Member, chunk, length, session.File);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or SnapshotException)
        {
            _options.Log($"{session.Member} can't be sent a snapshot: {reason.Message}");
            End(session);
            chunk.Outcome = SnapshotOutcome.Unavailable;
            Put(session.Member, chunk, 0, null);
        }
    }

    private bool TryOpen(ServingSession session)
    {
        var file = ServedSnapshot.Open(_options.Directory, session.Sequence, _options.Hold);
        if (file is null)
        {
            End(session);
            return false;
        }

        _options.Log($"{session.Member} is sent {file.Entry.File}, {file.Entry.FileLength >> 20} MiB");
        lock (_gate)
        {
            session.File = file;
        }

        return true;
    }

    private (long Offset, int Length) Advance(ServingSession session)
    {
        lock (_gate)
        {
            return session.Advance();
        }
    }

    private void End(ServingSession session)
    {
        lock (_gate)
        {
            session.IsOver = true;
        }
    }

    /// <summary>Makes a message ready for the network's thread, when there is room.</summary>
    private void Put(NodeId member, in SnapshotChunkBody chunk, int length, ServedSnapshot? file)
    {
        _readyRoom.Wait(_stop.Token);
        var rented = ArrayPool<byte>.Shared.Rent(SnapshotCodec.LengthMax);
        try
        {
            var dataOffset = SnapshotCodec.Encode(rented, _self, chunk);
            file?.Read(rented.AsSpan(dataOffset, length), chunk.Offset);
            _ready.Enqueue((member, rented, dataOffset + length));
        }
        catch
        {
            Return(rented);
            throw;
        }

        _wake();
    }
}
