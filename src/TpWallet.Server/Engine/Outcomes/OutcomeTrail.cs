using TpWallet.Persistence.Events;
using TpWallet.Persistence.History;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.History;
using TpWallet.Server.Engine.Storage;

namespace TpWallet.Server.Engine.Outcomes;

/// <summary>What follows the core: the buffer, the event log, and the thread that feeds it.</summary>
internal sealed class OutcomeTrail : IDisposable
{
    private const long MillisecondsPerDay = 86_400_000;

    private readonly OutcomeBuffer _buffer;
    private readonly HistoryFeed _feed;
    private readonly OutcomePump _pump;

    private OutcomeTrail(OutcomeBuffer buffer, EventLog log, TransactionHistory history, HistoryFeed feed)
    {
        _buffer = buffer;
        Log = log;
        History = history;
        _feed = feed;
        FirstRecorded = log.NextSequence;
        Recorder = new OutcomeRecorder(buffer, FirstRecorded);
        _pump = new OutcomePump(buffer, log, feed);
    }

    /// <summary>Every transaction, to be looked up.</summary>
    public TransactionHistory History { get; }

    /// <summary>The engine's end.</summary>
    public OutcomeRecorder Recorder { get; }

    /// <summary>The event log; it is appended to here alone.</summary>
    public EventLog Log { get; }

    /// <summary>The first sequence that the event log lacked when it was opened.</summary>
    public ulong FirstRecorded { get; }

    /// <summary>Sequence of the last outcome that survives a power cut.</summary>
    public ulong DurableThrough => _pump.DurableThrough;

    /// <summary>Faults when the event log's disk failed.</summary>
    public Task Completion => _pump.Completion;

    /// <summary>Opens event log and history; outcomes that the log lacks are to be recorded next, from the journal.</summary>
    /// <param name="configuration">The switch's.</param>
    /// <param name="replayedFrom">The sequence behind which the journal will be replayed.</param>
    /// <param name="log">Takes lines for a person.</param>
    /// <param name="firstSequence">What a new event log begins with.</param>
    /// <exception cref="EventLogException">The log is damaged or in use.</exception>
    /// <exception cref="StorageException">The log ends before the replay begins.</exception>
    public static OutcomeTrail Open(SwitchConfiguration configuration, ulong replayedFrom, Action<string> log, ulong firstSequence = 1)
    {
        using var opened = new DisposeStack();
        var events = opened.Push(EventLog.Open(EventsOf(configuration, firstSequence), log));
        if (events.NextSequence <= replayedFrom)
        {
            throw new StorageException($"The event log ends at sequence {events.NextSequence - 1}, but the snapshot begins behind "
                + $"{replayedFrom}: the outcomes "
                + "between them are missing. Restore the events folder from a backup, or make it anew with 'tpwallet history rebuild'.");
        }

        var buffer = opened.Push(new OutcomeBuffer(configuration.History.BufferBytes));
        var history = opened.Push(TransactionHistory.Open(OptionsOf(configuration), events));
        var limits = new RetentionLimits(configuration.History.RetentionBytes, configuration.History.RetentionDays * MillisecondsPerDay);
        opened.Keep();
        return new OutcomeTrail(buffer, events, history, new HistoryFeed(events, history, limits, log, isMember: configuration.Group is not null));
    }

    /// <summary>The switch is up: from now on the core is told what it may forget.</summary>
    public void Tell(HistoryMarks marks, uint duplicatesCapacity) => _feed.Tell(marks, duplicatesCapacity);

    /// <summary>Completes when the outcomes through a sequence are durable.</summary>
    public Task DurableAsync(ulong sequence, CancellationToken cancellationToken) => _pump.DurableAsync(sequence, cancellationToken);

    /// <summary>The engine has ended: completes when all that it recorded is durable.</summary>
    public Task CompleteAsync()
    {
        _buffer.Complete();
        return _pump.Completion;
    }

    /// <summary>Nothing will be recorded: makes history anew from the event log.</summary>
    public async Task RebuildAsync(IProgress<double> progress)
    {
        await CompleteAsync().ConfigureAwait(false);
        History.Rebuild(progress);
    }

    /// <summary>Nothing is being recorded: compares everything with its checksums.</summary>
    /// <exception cref="EventLogDamagedException">The event log is damaged.</exception>
    /// <exception cref="HistoryDamagedException">History is damaged.</exception>
    public void Verify()
    {
        Log.Verify();
        History.Verify();
    }

    public void Dispose()
    {
        _buffer.Close();
        _pump.Dispose();
        History.Dispose();
        Log.Dispose();
        _buffer.Dispose();
    }

    /// <summary>How the event log is opened.</summary>
    /// <param name="configuration">The switch's.</param>
    /// <param name="firstSequence">What a new one begins with.</param>
    public static EventLogOptions EventsOf(SwitchConfiguration configuration, ulong firstSequence) => new()
    {
        Directory = Path.Combine(configuration.Data, SwitchConfiguration.EventsFolder),
        FirstSequence = firstSequence,
    };

    private static HistoryOptions OptionsOf(SwitchConfiguration configuration) => new()
    {
        Directory = Path.Combine(configuration.Data, SwitchConfiguration.HistoryFolder),
        MemoryBytes = configuration.History.MemoryBytes,
        IndexBytes = configuration.History.IndexBytes,
        CheckpointInterval = TimeSpan.FromMilliseconds(configuration.History.CheckpointIntervalMs),
    };
}
