using System.Diagnostics;
using TpWallet.Gateway.Metrics;
using TpWallet.Replication;
using TpWallet.Replication.Transport;

namespace TpWallet.Server.Engine.Group;

/// <summary>
/// What a member shows of itself in metrics: the agent's thread writes it down ten times a second, any thread reads. Also times how long batches
/// take until every in-sync member has them.
/// </summary>
/// <param name="self">This member.</param>
/// <param name="failureTimeoutMs">From when on a silent primary counts as none.</param>
internal sealed class GroupGauge(NodeId self, long failureTimeoutMs)
{
    private const long IntervalMs = 100;

    private readonly Queue<(ulong LastSequence, long At)> _sent = new();
    private volatile GroupReading? _reading;
    private long _refreshedMs = long.MinValue / 2;
    private ulong _firstVersion;
    private long _hashMismatches;

    /// <summary>Told, for each batch, how many seconds passed from its sequencing until every in-sync member had acknowledged it.</summary>
    public Action<double>? Acknowledged { get; set; }

    /// <summary>The last reading; null: the agent hasn't begun. Any thread.</summary>
    public GroupReading? Read() => _reading;

    /// <summary>Agent: a batch was sequenced and sent.</summary>
    public void OnSequenced(ulong lastSequence) => _sent.Enqueue((lastSequence, Stopwatch.GetTimestamp()));

    /// <summary>Agent: everything through a sequence is committed.</summary>
    public void OnCommitted(ulong sequence)
    {
        while (_sent.TryPeek(out var batch) && batch.LastSequence <= sequence)
        {
            _sent.Dequeue();
            Acknowledged?.Invoke(Stopwatch.GetElapsedTime(batch.At).TotalSeconds);
        }
    }

    /// <summary>Agent: nobody knows any more what becomes of what was sent.</summary>
    public void OnClosed() => _sent.Clear();

    /// <summary>Agent: the replica has stopped itself.</summary>
    public void OnStopped(StopReason reason) => _hashMismatches += reason == StopReason.CommittedLogsDiffer ? 1 : 0;

    /// <summary>Agent: time passes.</summary>
    public void Tick(Replica replica, GroupAgent agent, TransportCounters transport, long nowMs)
    {
        if (nowMs - _refreshedMs >= IntervalMs)
        {
            _refreshedMs = nowMs;
            Refresh(replica, agent, transport);
        }
    }

    /// <summary>Agent: writes everything down now.</summary>
    public void Refresh(Replica replica, GroupAgent agent, TransportCounters transport)
    {
        var status = replica.Status;
        var view = status.View;
        _firstVersion = _firstVersion == 0 ? view?.Version ?? 0 : _firstVersion;
        _reading = new GroupReading
        {
            Member = self.ToString(),
            Role = status.Role switch { ReplicaRole.Primary => "primary", ReplicaRole.Standby => "standby", ReplicaRole.Stopped => "stopped" },
            Epoch = (long)status.AcceptedEpoch,
            IsInSync = view is not null && view.HasInSync(self, status.JournalId),
            InSync = view?.InSync.Length ?? 0,
            MinInSync = view?.MinInSync ?? 0,
            Removed = view?.Removed.Length ?? 0,
            WithoutPrimarySeconds = agent.PrimarySilenceMs is var silentMs && silentMs > failureTimeoutMs ? silentMs / 1_000.0 : 0,
            LastTakeOverSeconds = agent.LastTakeOver?.WithoutPrimary.TotalSeconds ?? 0,
            ViewStoreSilentSeconds = (replica.ViewSilenceMs ?? 0) / 1_000.0,
            IsClockHeld = replica.Leadership is { IsClockHeld: true },
            Standbys = StandbysOf(replica.Leadership, status.Tail.Sequence),
            ViewChanges = (long)((view?.Version ?? 0) - _firstVersion),
            SealFailures = transport.SealFailures,
            HashMismatches = _hashMismatches,
            Resends = replica.Counters.Resends,
            CommandsCut = replica.Counters.CommandsCut,
            Events = EventsOf(replica.Counters, transport),
        };
    }

    private static StandbyReading[] StandbysOf(LeadershipStatus? leadership, ulong tail) => leadership is null ? [] :
    [
        .. leadership.Standbys.Select(standby =>
            new StandbyReading(standby.Node.ToString(), (long)(tail - standby.Acknowledged), standby.SilentMs / 1_000.0)),
    ];

    private static (string Event, long Count)[] EventsOf(ReplicaCounters replica, TransportCounters transport) =>
    [
        ("malformed_messages", replica.MalformedMessages),
        ("messages_of_old_epochs", replica.MessagesOfOldEpochs),
        ("batches_out_of_place", replica.BatchesOutOfPlace),
        ("acknowledgements_refused", replica.AcknowledgementsRefused),
        ("joins_sent", replica.JoinsSent),
        ("take_overs_tried", replica.TakeOversTried),
        ("take_overs_won", replica.TakeOversWon),
        ("in_sync_swaps_tried", replica.InSyncSwapsTried),
        ("view_timeouts", replica.ViewTimeouts),
        ("messages_sent", transport.MessagesSent),
        ("messages_received", transport.MessagesReceived),
        ("not_connected", transport.NotConnected),
        ("batches_delayed", transport.BatchesDelayed),
        ("batches_dropped", transport.BatchesDropped),
        ("control_messages_dropped", transport.ControlMessagesDropped),
        ("strangers", transport.Strangers),
        ("fragments_out_of_place", transport.FragmentsOutOfPlace),
    ];
}
