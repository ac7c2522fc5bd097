using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;
using TpWallet.Replication.Log;
using TpWallet.Replication.Views;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Primary;

/// <summary>One epoch of this replica as primary: sequences, sends, commits and keeps the in-sync set (rules 5, 7, 8, 11, 12 and 16).</summary>
internal sealed class PrimaryTerm
{
    // Of a long way to go, one call takes a step: the clients of this primary wait meanwhile.
    private const int PumpBytesMax = 2 << 20;

    private readonly ReplicaContext _context;
    private readonly ViewKeeper _views;
    private readonly StandbyLink[] _links;
    private readonly HandOver _handOver;
    private readonly Maintenance _maintenance;
    private readonly SequencingClock _clock;
    private readonly ulong _inherited;
    private long _heartbeatMs = long.MinValue / 2;
    private long _progressMs;

    /// <summary>Begins when the epoch is durable; the log is what this replica holds, and is sent on as it is.</summary>
    public PrimaryTerm(ReplicaContext context, ViewKeeper views)
    {
        _context = context;
        _views = views;
        _links =
        [
            .. context.Options.Members.Where(node => node != context.Self)
                .Select(node => new StandbyLink(node, context.Options.CatchUpBytesPerSecond, context.NowMs)),
        ];
        _handOver = new HandOver(context);
        _maintenance = new Maintenance(context);
        _clock = new SequencingClock(context.Options.MaxClockJumpMs);
        _inherited = context.Log.Tail.Sequence;
        _progressMs = context.NowMs;
    }

    public IReadOnlyList<StandbyLink> Links => _links;

    /// <summary>Whether nothing could be committed or swapped for too long, although something waits (rule 12).</summary>
    public bool IsStuck => _context.NowMs - _progressMs > _context.Options.FailureTimeoutMs;

    public bool IsHandingOver => _handOver.IsRunning;

    /// <summary>What the primary knows of the others, for people and metrics.</summary>
    public LeadershipStatus Status => new(
        [.. _links.Select(link => new StandbyStatus(
            link.Node, link.JournalId, link.IsJoined, link.Acknowledged.Sequence, _context.NowMs - link.ProgressMs))],
        IsHandingOver,
        _clock.IsHeld);

    /// <summary>The view, if it is known and this epoch's.</summary>
    private View? Current => _views.Known is { View: var view } && view.Epoch == _context.AcceptedEpoch ? view : null;

    private LogPosition Own => _context.Rules.WaitsForDisk(_context.Options.Durability) ? _context.Durable.Position : _context.Log.Tail;

    public void Tick()
    {
        if (_context.Committed.Sequence == _context.Log.Tail.Sequence)
        {
            _progressMs = _context.NowMs;
        }

        if (_context.NowMs - _heartbeatMs >= _context.Options.HeartbeatIntervalMs)
        {
            SendHeartbeats();
        }

        foreach (var link in _links)
        {
            link.Pace.Fill(_context.NowMs);
            RewindIfSilent(link);
            Pump(link);
        }

        ArrangeInSync();
        Evaluate();
    }

    /// <summary>Whether <paramref name="count"/> commands may be sequenced now; the wall clock is looked at too.</summary>
    public SequencingResult MaySequence(int count, long clockMs)
    {
        if (_handOver.IsRunning)
        {
            return SequencingResult.HandingOver;
        }

        if (_context.Log.Tail.Sequence - _context.Committed.Sequence + (ulong)count > _context.Options.TailCommandsMax)
        {
            return SequencingResult.TailFull;
        }

        return _clock.Accepts(clockMs, _context.NowMs, _context.Log.TailTimeMs) ? SequencingResult.Sequenced : SequencingResult.ClockJumped;
    }

    public void Sequence(SealedBatch batch, long clockMs)
    {
        var log = _context.Log;
        if (_context.Committed.Sequence == log.Tail.Sequence)
        {
            _progressMs = _context.NowMs;
        }

        var timeMs = _context.Rules.BatchTime(clockMs, log.TailTimeMs);
        batch.Seal(log.Tail.Sequence + 1, timeMs, _context.AcceptedEpoch, log.Tail.Hash);
        var position = new LogPosition(batch.Header.LastSequence, batch.Hash);
        _context.Durable.Track(log.Append(batch.Bytes, batch.Hash), position);
        foreach (var link in _links)
        {
            link.Pace.OnSequenced(batch.Bytes.Length);
            Pump(link);
        }

        Evaluate();
    }

    public void AcceptClock(long clockMs) => _clock.Accept(clockMs, _context.NowMs);

    public bool TryHandOver(NodeId target) => _views.Known is { } known && _handOver.TryStart(target, known.View);

    /// <summary>Takes a member out of the in-sync set and keeps it out, or lets it in again.</summary>
    public MaintenanceResult TryMaintain(NodeId node, bool takeOut) =>
        Current is { } view ? _maintenance.TryStart(node, takeOut, view) : MaintenanceResult.Busy;

    /// <summary>Changes the smallest in-sync set.</summary>
    public MaintenanceResult TrySetMinInSync(int minInSync) =>
        Current is { } view ? _maintenance.TrySetMinInSync(minInSync, view) : MaintenanceResult.Busy;

    public void OnJoinRequest(in MessageHeader header, in JoinRequestBody request, ReadOnlySpan<LogPosition> samples)
    {
        var answer = Compare(samples);
        if (answer.Outcome == JoinOutcome.Common && (header.Flags & MessageFlags.Exhaustive) != 0 && LinkOf(header.Sender) is { } link)
        {
            link.Join(header.Session, request.JournalId, answer.Position, _context.NowMs);
            Answer(header, answer);
            Pump(link);
            return;
        }

        Answer(header, answer);
    }

    public void OnAcknowledgement(in MessageHeader header, in AcknowledgementBody body)
    {
        if (!_context.Rules.CountsInEpoch(header.Epoch, _context.AcceptedEpoch) || LinkOf(header.Sender) is not { } link)
        {
            return;
        }

        if (!_context.Log.TryFindBoundary(body.Position.Sequence, out var own) || !_context.Rules.IsSamePosition(body.Position, own))
        {
            _context.Counters.AcknowledgementsRefused++;
            return;
        }

        link.Acknowledge(header.Session, body.JournalId, own, own.Sequence == _context.Log.Tail.Sequence, _context.NowMs);
        Pump(link);
        Evaluate();
    }

    public void OnDurable() => Evaluate();

    /// <summary>A swap of this term came to an end, or the view was read.</summary>
    public void OnViewSettled(bool progress)
    {
        if (progress)
        {
            _progressMs = _context.NowMs;
        }

        Evaluate();
    }

    /// <summary>Time passed that this process did not live through: nobody is silent because of it.</summary>
    public void OnWoken()
    {
        _progressMs = _context.NowMs;
        foreach (var link in _links)
        {
            link.ProgressMs = _context.NowMs;
        }
    }

    /// <summary>Commits what may be committed, and tells.</summary>
    private void Evaluate()
    {
        var frontier = CommitFrontier.Of(_context, _views, _links, Own);
        if (frontier.Sequence > _context.Committed.Sequence)
        {
            _context.Commit(frontier);
            _progressMs = _context.NowMs;
            foreach (var link in _links)
            {
                if (link.IsJoined)
                {
                    SendNotice(link, frontier);
                }
            }
        }

        _handOver.Advance(_links);
    }

    private void ArrangeInSync()
    {
        if (_views.Pending is not null || Current is not { } view)
        {
            return;
        }

        var removed = _maintenance.Wanted(view);
        var next = InSyncPlan.Next(_context, view, removed, _links, _inherited);
        removed = [.. removed.Where(node => !next.Any(replica => replica.Node == node))]; // Too few would remain: not now.
        var minInSync = _maintenance.WantedMinInSync(view, next.Length);
        if (!next.AsSpan().SequenceEqual(view.InSync.AsSpan()) || !removed.AsSpan().SequenceEqual(view.Removed.AsSpan())
            || minInSync != view.MinInSync)
        {
            _context.Counters.InSyncSwapsTried++;
            _views.Swap(_views.Known!, view.WithInSync(next, removed) with { MinInSync = minInSync });
        }
    }

    private void SendHeartbeats()
    {
        _heartbeatMs = _context.NowMs;
        var flags = (IsStuck || _context.IsHostStuck) && _context.Rules.TellsStuck ? MessageFlags.Stuck : MessageFlags.None;
        var body = new HeartbeatBody { Committed = _context.Committed, TailSequence = _context.Log.Tail.Sequence };
        foreach (var link in _links)
        {
            _context.Send(link.Node, _context.Header(MessageKind.Heartbeat, link.Session, flags), body);
        }
    }

    private void RewindIfSilent(StandbyLink link)
    {
        if (link.IsJoined && link.Sent.Sequence > link.SessionAcknowledged.Sequence
            && _context.NowMs - link.StreamMs > _context.Options.ResendTimeoutMs)
        {
            _context.Counters.Resends++;
            link.Rewind(_context.NowMs);
        }
    }

    /// <summary>Sends what the windows and the pace allow, and how much of it is committed already.</summary>
    private void Pump(StandbyLink link)
    {
        var from = link.Sent.Sequence;
        var bytes = 0;
        while (bytes < PumpBytesMax && MaySend(link) && _context.Log.TryReadNext(link.Sent, out var batch))
        {
            _context.Send(link.Node, _context.Header(MessageKind.Batch, link.Session), batch.Span);
            if (IsFarBehind(link))
            {
                link.Pace.OnSent(batch.Length);
            }

            _context.Log.TryFindBoundary(MemoryMarshal.Read<SealedBatchHeader>(batch.Span).LastSequence, out var end);
            link.OnSent(end, batch.Length, _context.NowMs);
            bytes += batch.Length;
        }

        if (link.IsJoined && link.Sent.Sequence < _context.Log.Base.Sequence)
        {
            link.Leave(); // What follows was released meanwhile.
        }

        if (bytes > 0 && from < _context.Committed.Sequence)
        {
            // What is told at a commit is ahead of this standby's log.
            SendNotice(link, link.Sent.Sequence < _context.Committed.Sequence ? link.Sent : _context.Committed);
        }
    }

    private bool MaySend(StandbyLink link) =>
        link.IsJoined
        && link.Sent.Sequence - link.SessionAcknowledged.Sequence < _context.Options.SendWindowCommands
        && link.UnacknowledgedBytes < _context.Options.SendWindowBytes
        && (link.Pace.IsOpen || !IsFarBehind(link));

    private bool IsFarBehind(StandbyLink link) => _context.Log.Tail.Sequence - link.Sent.Sequence > _context.Options.SendWindowCommands;

    private void SendNotice(StandbyLink link, in LogPosition committed) =>
        _context.Send(link.Node, _context.Header(MessageKind.CommitNotice, link.Session), committed);

    private JoinAnswerBody Compare(ReadOnlySpan<LogPosition> samples)
    {
        if (samples[0].Sequence < _context.Log.Base.Sequence)
        {
            return new JoinAnswerBody { Outcome = JoinOutcome.Released };
        }

        for (var sample = samples.Length - 1; sample >= 0; sample--)
        {
            if (_context.Holds(samples[sample]))
            {
                return new JoinAnswerBody { Outcome = JoinOutcome.Common, Position = samples[sample] };
            }
        }

        return new JoinAnswerBody { Outcome = JoinOutcome.Differs };
    }

    private void Answer(in MessageHeader request, in JoinAnswerBody answer) =>
        _context.Send(request.Sender, _context.Header(MessageKind.JoinAnswer, request.Session), answer);

    private StandbyLink? LinkOf(NodeId node)
    {
        foreach (var link in _links)
        {
            if (link.Node == node)
            {
                return link;
            }
        }

        return null;
    }
}
