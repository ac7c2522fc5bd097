using TpWallet.Persistence.Events;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Storage;

namespace TpWallet.Server.Engine.Outcomes;

/// <summary>What follows the core: the buffer, the event log, and the thread that feeds it.</summary>
internal sealed class OutcomeTrail : IDisposable
{
    private readonly OutcomeBuffer _buffer;
    private readonly EventLog _log;
    private readonly OutcomePump _pump;

    private OutcomeTrail(OutcomeBuffer buffer, EventLog log)
    {
        _buffer = buffer;
        _log = log;
        FirstRecorded = log.NextSequence;
        Recorder = new OutcomeRecorder(buffer, FirstRecorded);
        _pump = new OutcomePump(buffer, log, new NoFollower());
    }

    /// <summary>The engine's end.</summary>
    public OutcomeRecorder Recorder { get; }

    /// <summary>The first sequence that the event log lacked when it was opened.</summary>
    public ulong FirstRecorded { get; }

    /// <summary>Sequence of the last outcome that survives a power cut.</summary>
    public ulong DurableThrough => _pump.DurableThrough;

    /// <summary>How often the engine found the buffer full and had to wait.</summary>
    public long Stalls => _buffer.Stalls;

    /// <summary>Faults when the event log's disk failed.</summary>
    public Task Completion => _pump.Completion;

    /// <summary>Opens event log and history; outcomes that the log lacks are to be recorded next, from the journal.</summary>
    /// <param name="configuration">The switch's.</param>
    /// <param name="replayedFrom">The sequence behind which the journal will be replayed.</param>
    /// <param name="log">Takes lines for a person.</param>
    /// <exception cref="EventLogException">The log is damaged or in use.</exception>
    /// <exception cref="StorageException">The log ends before the replay begins.</exception>
    public static OutcomeTrail Open(SwitchConfiguration configuration, ulong replayedFrom, Action<string> log)
    {
        using var opened = new DisposeStack();
        var events = opened.Push(EventLog.Open(new EventLogOptions { Directory = Path.Combine(configuration.Data, SwitchConfiguration.EventsFolder) },
            log));
        if (events.NextSequence <= replayedFrom)
        {
            throw new StorageException($"The event log ends at sequence {events.NextSequence - 1}, but the snapshot begins behind "
                + $"{replayedFrom}: the outcomes "
                + "between them are missing. Restore the events folder from a backup, or make it anew with 'tpwallet history rebuild'.");
        }

        var buffer = opened.Push(new OutcomeBuffer(configuration.History.BufferBytes));
        opened.Keep();
        return new OutcomeTrail(buffer, events);
    }

    /// <summary>Completes when the outcomes through a sequence are durable.</summary>
    public Task DurableAsync(ulong sequence, CancellationToken cancellationToken) => _pump.DurableAsync(sequence, cancellationToken);

    /// <summary>The engine has ended: completes when all that it recorded is durable.</summary>
    public Task CompleteAsync()
    {
        _buffer.Complete();
        return _pump.Completion;
    }

    public void Dispose()
    {
        _buffer.Close();
        _pump.Dispose();
        _log.Dispose();
        _buffer.Dispose();
    }

    private sealed class NoFollower : IOutcomeFollower
    {
        public void OnAppended(ReadOnlySpan<byte> block, long address)
        {
            // Nobody follows yet.
        }

        public void OnCommitted(ulong sequence)
        {
            // Nobody follows yet.
        }

        public void OnPause()
        {
            // Nobody follows yet.
        }
    }
}
