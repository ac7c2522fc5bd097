using TpWallet.Persistence.Journal;
using TpWallet.Replication.Log;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Standby;

/// <summary>
/// A standby under the primary of its accepted epoch: joins it, takes its batches, acknowledges what is durable and applies what is committed
/// (rules 3, 4 and 6).
/// </summary>
internal sealed class Follower(ReplicaContext context)
{
    private readonly TailSearch _search = new(context.Log);
    private NodeId _primary;
    private ulong _session;
    private long _askedMs;
    private LogPosition _notice;

    public JoinState State { get; private set; }

    /// <summary>Through where the primary of this session may count on this replica.</summary>
    public LogPosition Acknowledged =>
        context.Rules.WaitsForDisk(context.Options.Durability) ? context.Durable.Position : context.Log.Tail;

    /// <summary>Leaves whatever session there was.</summary>
    public void Leave()
    {
        State = JoinState.Apart;
        _session = 0;
        _notice = default;
    }

    /// <summary>Asks the primary of the accepted, durable epoch what both hold.</summary>
    public void Join(NodeId primary)
    {
        Leave();
        _primary = primary;
        if (!context.Rules.MustJoin)
        {
            State = JoinState.Joined;
            Acknowledge();
        }

        _search.Begin(context.Committed);
        Ask();
    }

    public void Tick()
    {
        if (State == JoinState.Asked && context.NowMs - _askedMs > context.Options.ResendTimeoutMs)
        {
            Join(_primary);
        }
    }

    public void OnJoinAnswer(in MessageHeader header, in JoinAnswerBody answer)
    {
        if (!context.Rules.IsAnswered(_session, header.Session, State == JoinState.Asked) || _primary != header.Sender)
        {
            return;
        }

        switch (answer.Outcome)
        {
            case JoinOutcome.Differs:
                context.Stop(StopReason.CommittedLogsDiffer,
                    $"{_primary}, primary of epoch {header.Epoch}, doesn't hold {context.Committed}, which is known here to be committed.");
                break;
            case JoinOutcome.Released:
                State = JoinState.Apart;
                context.Host.OnSnapshotNeeded(_primary);
                break;
            case JoinOutcome.Common when !_search.IsExhaustive && _search.IsSample(answer.Position):
                _search.Narrow(answer.Position);
                Ask();
                break;
            case JoinOutcome.Common when context.Holds(answer.Position):
                Enter(answer.Position);
                break;
            default:
                context.Counters.MalformedMessages++;
                break;
        }
    }

    public void OnBatch(in MessageHeader header, ReadOnlySpan<byte> bytes)
    {
        if (State != JoinState.Joined || (header.Session != _session && context.Rules.MustJoin) || header.Sender != _primary)
        {
            context.Counters.BatchesOutOfPlace++;
            return;
        }

        SealedBatch.TryRead(bytes, out var batch);
        var tail = context.Log.Tail;
        if (batch.Header.FirstSequence <= tail.Sequence || batch.Header.FirstSequence > tail.Sequence + 1)
        {
            // A repeat, or one came before its turn. The acknowledgement tells the primary where to go on.
            context.Counters.BatchesOutOfPlace++;
            Acknowledge();
        }
        else if (batch.Header.PreviousHash != tail.Hash || batch.Header.TimeMs < context.Log.TailTimeMs || batch.Header.Epoch > header.Epoch)
        {
            context.Counters.BatchesOutOfPlace++;
            Join(_primary);
        }
        else
        {
            Take(bytes, batch);
        }
    }

    public void OnHeartbeat(in MessageHeader header, in HeartbeatBody heartbeat)
    {
        OnCommitNotice(heartbeat.Committed);
        if (State != JoinState.Joined)
        {
            return;
        }

        if (header.Session != _session && context.Rules.MustJoin)
        {
            Join(_primary); // The primary sends in another session than this one: an older request overtook the last.
        }
        else
        {
            Acknowledge();
        }
    }

    public void OnCommitNotice(in LogPosition committed)
    {
        if (committed.Sequence <= context.Committed.Sequence)
        {
            return;
        }

        if (context.Log.TryFindBoundary(committed.Sequence, out var own) && context.Rules.IsNoticeOf(committed, own, State == JoinState.Joined))
        {
            context.Commit(own);
        }
        else if (State == JoinState.Joined && (_notice.Sequence <= context.Committed.Sequence || committed.Sequence < _notice.Sequence))
        {
            // Ahead of this log: remembered until the log gets there, and not replaced by higher ones, which would move away for ever.
            _notice = committed;
        }
    }

    /// <summary>More of the log is durable.</summary>
    public void OnDurable()
    {
        if (State == JoinState.Joined)
        {
            Acknowledge();
        }
    }

    /// <summary>The log up to here is the primary's; what is behind goes, and nothing counts before the disk holds that.</summary>
    private void Enter(in LogPosition common)
    {
        context.Counters.CommandsCut += (long)(context.Log.Tail.Sequence - common.Sequence);
        context.Durable.Restart(context.Log.AppendCut(context.AcceptedEpoch, common), common);
        State = JoinState.Joined;
        if (!context.Rules.SyncsKeptTail || !context.Rules.WaitsForDisk(context.Options.Durability))
        {
            Acknowledge(common);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes, in SealedBatchView batch)
    {
        var position = new LogPosition(batch.Header.LastSequence, batch.ComputeHash());
        context.Durable.Track(context.Log.Append(bytes, position.Hash), position);
        if (!context.Rules.WaitsForDisk(context.Options.Durability))
        {
            Acknowledge();
        }

        if (_notice.Sequence == position.Sequence)
        {
            OnCommitNotice(_notice);
        }
    }

    private void Ask()
    {
        State = State == JoinState.Joined && !context.Rules.MustJoin ? State : JoinState.Asked;
        _askedMs = context.NowMs;
        _session = context.NextSession();
        context.Counters.JoinsSent++;
        var flags = _search.IsExhaustive ? MessageFlags.Exhaustive : MessageFlags.None;
        context.Send(_primary, context.Header(MessageKind.JoinRequest, _session, flags), context.Log.JournalId, _search.Samples);
    }

    private void Acknowledge()
    {
        if (context.Durable.IsKnown || !context.Rules.WaitsForDisk(context.Options.Durability))
        {
            Acknowledge(Acknowledged);
        }
    }

    private void Acknowledge(in LogPosition position) => context.Send(
        _primary,
        context.Header(MessageKind.Acknowledgement, _session),
        new AcknowledgementBody { JournalId = context.Log.JournalId, Position = position });
}
