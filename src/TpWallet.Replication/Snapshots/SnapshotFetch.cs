using System.Buffers;
using System.Threading.Channels;
using TpWallet.Persistence.Snapshots;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Snapshots;

/// <summary>
/// Copies another member's newest snapshot into this one's folder. Answers come in on the network's thread; a thread of its own writes them, so that
/// what is asked for is never more than the disk takes. What is lost is asked for again; a file that is complete is verified and named.
/// </summary>
internal sealed class SnapshotFetch
{
    private readonly SnapshotExchangeOptions _options;
    private readonly NodeId _from;
    private readonly SnapshotStore _store;
    private readonly TimeProvider _time;
    private readonly Action _wake;
    private readonly IProgress<SnapshotProgress>? _progress;
    private readonly Channel<SnapshotPart> _parts = Channel.CreateUnbounded<SnapshotPart>(new() { SingleReader = true, SingleWriter = true });
    private readonly ulong _number;
    private ulong _sequence;
    private long _length = long.MaxValue;
    private long _received;
    private long _unwritten;
    private long _limit;
    private long _askedTicks;
    private long _heardTicks;
    private bool _again = true;

    public SnapshotFetch(SnapshotExchangeOptions options, NodeId from, ulong number, SnapshotStore store, TimeProvider time, Action wake,
        IProgress<SnapshotProgress>? progress, CancellationToken cancellation)
    {
        _options = options;
        _from = from;
        _number = number;
        _store = store;
        _time = time;
        _wake = wake;
        _progress = progress;
        _askedTicks = _heardTicks = time.GetTimestamp();
        Completion = Task.Factory.StartNew(() => Write(cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Who has the snapshot.</summary>
    public NodeId From => _from;

    /// <summary>Ends with the snapshot in the folder, or with the reason why it isn't.</summary>
    public Task<SnapshotInfo> Completion { get; }

    private bool IsReceived => _received == _length;

    /// <summary>Network's thread: what is to be asked for now.</summary>
    /// <returns>False: nothing.</returns>
    public bool TryNextRequest(out SnapshotRequestBody request)
    {
        request = default;
        if (IsReceived || Completion.IsCompleted)
        {
            return false;
        }

        if (_time.GetElapsedTime(_heardTicks) > _options.Patience)
        {
            Fail($"{_from} sent nothing more of its snapshot for {_options.Patience.TotalSeconds:0} s; {_received >> 20} MiB had come.");
            return false;
        }

        _again |= _time.GetElapsedTime(_askedTicks > _heardTicks ? _askedTicks : _heardTicks) > _options.RetryInterval;
        var limit = _received + _options.WindowBytes - Volatile.Read(ref _unwritten);
        if (!_again && limit - _limit < _options.WindowBytes / 2)
        {
            return false;
        }

        _limit = limit;
        request = Request(_received, limit, _again ? 1U : 0U);
        _again = false;
        _askedTicks = _time.GetTimestamp();
        return true;
    }

    /// <summary>What tells the other member that all is here.</summary>
    public SnapshotRequestBody Request(long offset, long limit, uint again) =>
        new() { Fetch = _number, Sequence = _sequence, Offset = offset, Limit = limit, Again = again };

    /// <summary>Network's thread: an answer.</summary>
    /// <returns>Whether the file is complete now.</returns>
    public bool OnChunk(in SnapshotChunkBody chunk, ReadOnlySpan<byte> data)
    {
        if (chunk.Fetch != _number || IsReceived)
        {
            return false;
        }

        switch (chunk.Outcome)
        {
            case SnapshotOutcome.Busy:
                _heardTicks = _time.GetTimestamp();
                return false;
            case SnapshotOutcome.Unavailable when _sequence == 0:
                Fail($"{_from} has no snapshot that it could send.");
                return false;
            case SnapshotOutcome.Unavailable:
                // That one is gone there: the newest from the beginning.
                _sequence = 0;
                _received = 0;
                _length = long.MaxValue;
                _again = true;
                return false;
            default:
                return OnData(chunk, data);
        }
    }

    private bool OnData(in SnapshotChunkBody chunk, ReadOnlySpan<byte> data)
    {
        if (chunk.Offset != _received || chunk.Offset + data.Length > _limit
            || (_sequence != 0 && (chunk.Sequence != _sequence || chunk.FileLength != _length)))
        {
            return false;
        }

        _heardTicks = _time.GetTimestamp();
        _sequence = chunk.Sequence;
        _length = chunk.FileLength;
        _received += data.Length;
        var rented = ArrayPool<byte>.Shared.Rent(data.Length);
        data.CopyTo(rented);
        Interlocked.Add(ref _unwritten, data.Length);
        _parts.Writer.TryWrite(new SnapshotPart(_sequence, _length, chunk.Offset, rented, data.Length));
        if (IsReceived)
        {
            _parts.Writer.TryComplete();
        }

        return IsReceived;
    }

    private void Fail(string reason) => _parts.Writer.TryComplete(new SnapshotTransferException(reason));

    private SnapshotInfo Write(CancellationToken cancellation)
    {
        using var copy = new SnapshotCopy(_store);
        while (Next(cancellation) is { } part)
        {
            copy.Write(part);
            ArrayPool<byte>.Shared.Return(part.Rented);
            Interlocked.Add(ref _unwritten, -part.Length);
            _progress?.Report(new SnapshotProgress(SnapshotStage.Writing, part.Offset + part.Length, part.FileLength));
            _wake();
        }

        return copy.Adopt(_progress, cancellation);
    }

    /// <summary>Waits for a part.</summary>
    /// <returns>Null: there are no more.</returns>
    private SnapshotPart? Next(CancellationToken cancellation)
    {
        while (_parts.Reader.WaitToReadAsync(cancellation).AsTask().GetAwaiter().GetResult())
        {
            if (_parts.Reader.TryRead(out var part))
            {
                return part;
            }
        }

        return null;
    }
}
