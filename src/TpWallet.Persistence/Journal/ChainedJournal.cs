using System.Diagnostics;
using TpWallet.Persistence.Faults;

namespace TpWallet.Persistence.Journal;

/// <summary>
/// What every journal does around its write: refuse what doesn't follow, note what is durable, and after a failure take nothing more.
/// </summary>
internal abstract class ChainedJournal : IJournal
{
    private readonly JournalFolder _folder;
    private readonly JournalOptions _options;
    private readonly JournalChain _chain;
    private readonly MarkFile _mark;
    private readonly JournalRelease _release;
    private readonly LiveReader _reader;
    private readonly PositionCell _position;
    private Exception? _failure;
    private long _bytes;
    private long _lastAppendTicks;
    private long _longestAppendTicks;

    /// <summary>Goes on where a replay ended; takes the folder over.</summary>
    protected ChainedJournal(JournalContext context)
    {
        _folder = context.Folder;
        _options = context.Options;
        _chain = context.Replay.Chain;
        _bytes = context.Replay.BytesBehindBase;
        _position = new PositionCell(_chain.End);
        _release = new JournalRelease(context);
        _reader = new LiveReader(context.Files, _release);
        JournalId = context.Replay.JournalId;
        _mark = new MarkFile(_folder.Path, JournalId, _chain.LastSequence, _chain.End.Hash);
    }

    public ulong NextSequence => _chain.NextSequence;

    public Hash256 LastHash => _chain.End.Hash;

    public long LastTimeMs => _chain.End.TimeMs;

    public JournalPosition Position => _position.Read();

    public ulong FirstSequence => _release.FirstSequence;

    public long Bytes => Volatile.Read(ref _bytes);

    public abstract long Room { get; }

    public abstract string? RoomShortage { get; }

    public long LastAppendTicks => Volatile.Read(ref _lastAppendTicks);

    public Guid JournalId { get; }

    public DurabilityMode Durability => _options.Durability;

    public void Append(SealedBatch batch)
    {
        ThrowIfFailed();
        _chain.ThrowUnlessNext(batch, _options.MaxBatchCommands);
        var begin = Stopwatch.GetTimestamp();
        try
        {
            FaultPoints.Reach(FaultPoint.JournalBeforeCommit);
            Write(batch.Bytes);
            FaultPoints.Reach(FaultPoint.JournalAfterCommit);
            _chain.Advance(batch.Header, batch.Hash);
            _mark.Write(_chain.LastSequence, _chain.End.Hash);
        }
        catch (Exception reason)
        {
            _failure = reason is AggregateException { InnerException: { } inner } ? inner : reason;
            ThrowIfFailed();
        }

        _position.Write(_chain.End);
        Volatile.Write(ref _bytes, _bytes + batch.Header.Length);
        NoteDuration(Stopwatch.GetTimestamp() - begin);
    }

    public long TakeLongestAppendTicks() => Interlocked.Exchange(ref _longestAppendTicks, 0);

    public void Release(ulong throughSequence)
    {
        // What is durable may be in the segment that is written next, never in an older one than this.
        var current = CurrentNumber;
        _release.Through(Math.Min(throughSequence, Position.Sequence), current, Remove);
    }

    public void Read(ulong fromSequence, IBatchVisitor visitor, CancellationToken cancellationToken = default)
    {
        var end = Position;
        ArgumentOutOfRangeException.ThrowIfZero(fromSequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fromSequence, end.Sequence + 1);
        if (fromSequence <= end.Sequence)
        {
            _reader.Read(fromSequence, end, CurrentNumber, visitor, cancellationToken);
        }
    }

    public void Dispose()
    {
        Close();
        _mark.Dispose();
        _folder.Dispose();
    }

    /// <summary>Where the next batch goes, for a person.</summary>
    protected abstract string Place { get; }

    /// <summary>Number of the newest segment that begins with a durable batch; any thread.</summary>
    protected abstract uint CurrentNumber { get; }

    /// <summary>Why work in the background failed for good, or null.</summary>
    protected abstract Exception? BackgroundFailure { get; }

    /// <summary>Writes a batch; it is durable on return.</summary>
    protected abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Deletes a segment that isn't needed any more; any thread.</summary>
    protected abstract void Remove(uint number);

    protected abstract void Close();

    private void NoteDuration(long ticks)
    {
        Volatile.Write(ref _lastAppendTicks, ticks);
        if (ticks > Volatile.Read(ref _longestAppendTicks))
        {
            Volatile.Write(ref _longestAppendTicks, ticks);
        }
    }

    private void ThrowIfFailed()
    {
        if ((_failure ??= _mark.Failure ?? BackgroundFailure) is { } reason)
        {
            throw new JournalFailedException($"The journal takes no further batch: {Place}: {reason.Message}", reason);
        }
    }
}
