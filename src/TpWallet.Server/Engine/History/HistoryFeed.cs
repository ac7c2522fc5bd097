using System.Buffers;
using System.Diagnostics;
using TpWallet.Messages;
using TpWallet.Persistence.Events;
using TpWallet.Persistence.History;
using TpWallet.Server.Engine.Outcomes;
using EventLog = TpWallet.Persistence.Events.EventLog;

namespace TpWallet.Server.Engine.History;

/// <summary>
/// Brings what is durable in the event log into history, sees to retention, and tells the core what it may forget. When history can't take any
/// more it says so and stops; payments go on for as long as the core has room to remember them, and are refused rather than risked after that.
/// </summary>
internal sealed class HistoryFeed : IOutcomeFollower
{
    private static readonly TimeSpan RetentionInterval = TimeSpan.FromSeconds(10);

    private readonly EventLog _events;
    private readonly TransactionHistory _history;
    private readonly RetentionLimits _limits;
    private readonly Action<string> _log;
    private readonly Queue<(byte[] Block, int Length, long Address)> _appended = new();
    private HistoryMarks? _marks;
    private ulong _checkpointStep = ulong.MaxValue;
    private long _retainedAt = Stopwatch.GetTimestamp();
    private bool _tellsRetention;

    /// <param name="events">The event log.</param>
    /// <param name="history">The history over it.</param>
    /// <param name="limits">What is retained.</param>
    /// <param name="log">Takes lines for a person.</param>
    /// <param name="isMember">
    /// Whether it is one member's of a group: then its beginning is no retention of the group's. What it never had, because it began behind a
    /// snapshot, others may have, and it must not have the core take it for dropped.
    /// </param>
    public HistoryFeed(EventLog events, TransactionHistory history, RetentionLimits limits, Action<string> log, bool isMember = false)
    {
        _tellsRetention = !isMember;
        _events = events;
        _history = history;
        _limits = limits;
        _log = log;
        if (history.Damage is { } damage)
        {
            Stop(damage);
        }
    }

    /// <summary>Whether history takes nothing any more.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The switch is up: from now on the core is told what it may forget.</summary>
    /// <param name="marks">How.</param>
    /// <param name="duplicatesCapacity">How many request ids the core remembers.</param>
    public void Tell(HistoryMarks marks, uint duplicatesCapacity)
    {
        Volatile.Write(ref _checkpointStep, Math.Max(1, duplicatesCapacity / 8));
        Volatile.Write(ref _marks, marks);
    }

    public void OnStart() => Attempt(static feed => feed._history.CatchUp());

    public void OnAppended(ReadOnlySpan<byte> block, long address)
    {
        if (!IsStopped)
        {
            var copy = ArrayPool<byte>.Shared.Rent(block.Length);
            block.CopyTo(copy);
            _appended.Enqueue((copy, block.Length, address));
        }
    }

    public void OnCommitted(ulong sequence) => Attempt(static feed => feed.IndexAppended());

    public void OnPause() => Attempt(static feed =>
    {
        if (feed._history.IndexedThrough - feed._history.DurableThrough >= Volatile.Read(ref feed._checkpointStep))
        {
            feed._history.Checkpoint();
        }

        feed._history.CheckpointWhenDue();
        feed.Retain();
        Volatile.Read(ref feed._marks)?.Tell(feed.Mark());
    });

    public void OnEnd() => Attempt(static feed =>
    {
        if (feed._history.IndexedThrough > feed._history.DurableThrough)
        {
            feed._history.Checkpoint();
        }
    });

    /// <summary>From where on history holds everything counts only together with when that was: an id's time is what it is compared with.</summary>
    private HistoryMarkBody Mark()
    {
        var isTold = _tellsRetention && _history.RetainedFromTimeMs != long.MaxValue;
        return new HistoryMarkBody
        {
            DurableThrough = _history.DurableThrough,
            RetainedFrom = isTold ? _history.RetainedFrom : 1,
            RetainedFromTimeMs = isTold ? _history.RetainedFromTimeMs : 0,
        };
    }

    private void IndexAppended()
    {
        while (_appended.TryDequeue(out var appended))
        {
            _history.Index(appended.Block.AsSpan(0, appended.Length), appended.Address);
            ArrayPool<byte>.Shared.Return(appended.Block);
        }
    }

    /// <summary>
    /// History first, and durably: what it names must be in the event log. The core is told at once: until it knows what was dropped, no
    /// look-up can say that a request is new.
    /// </summary>
    private void Retain()
    {
        if (Stopwatch.GetElapsedTime(_retainedAt) < RetentionInterval)
        {
            return;
        }

        _retainedAt = Stopwatch.GetTimestamp();
        var minTimeMs = _events.LastTimeMs - _limits.AgeMs;
        if (_events.SuperfluousThrough(_limits.Bytes, minTimeMs) is not 0 and var through)
        {
            _history.Retain(through + 1);
            _tellsRetention = true;
            Volatile.Read(ref _marks)?.Tell(Mark());
            _history.Checkpoint();
            _events.Retain(_limits.Bytes, minTimeMs, _history.RetainedFrom);
        }
    }

    private void Attempt(Action<HistoryFeed> action)
    {
        if (IsStopped)
        {
            return;
        }

        try
        {
            action(this);
        }
        catch (Exception exception) when (exception is HistoryException or EventLogDamagedException or IOException or UnauthorizedAccessException)
        {
            Stop(exception);
        }
    }

    private void Stop(Exception reason)
    {
        IsStopped = true;
        _appended.Clear();
        _log($"HISTORY STOPPED: {reason.Message} Requests that may be old are refused, and all new ones once the core can forget nothing more. "
            + "Stop the switch, run 'tpwallet history rebuild', start it again.");
    }
}
