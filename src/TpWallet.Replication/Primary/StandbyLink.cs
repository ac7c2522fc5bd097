using TpWallet.Replication.Log;

namespace TpWallet.Replication.Primary;

/// <summary>What a primary knows of one other member in its epoch.</summary>
internal sealed class StandbyLink(NodeId node, long catchUpBytesPerSecond, long nowMs)
{
    private readonly Queue<(ulong Sequence, int Bytes)> _unacknowledged = new();

    public NodeId Node { get; } = node;

    /// <summary>The journal under which it joined or acknowledged.</summary>
    public Guid JournalId { get; private set; }

    /// <summary>The join session in which batches are sent; 0: not joined.</summary>
    public ulong Session { get; private set; }

    /// <summary>Durable there through this position of this log, in this epoch, under that journal.</summary>
    public LogPosition Acknowledged { get; private set; }

    /// <summary>Sent in this session through here.</summary>
    public LogPosition Sent { get; private set; }

    /// <summary>Bytes of the batches sent in this session and not acknowledged in it.</summary>
    public long UnacknowledgedBytes { get; private set; }

    /// <summary>What keeps the pace while it is far behind.</summary>
    public CatchUpPace Pace { get; } = new(catchUpBytesPerSecond, nowMs);

    /// <summary>Acknowledged in this session through here; sending again begins there.</summary>
    public LogPosition SessionAcknowledged { get; private set; }

    /// <summary>When it last came closer to the tail, or was at it.</summary>
    public long ProgressMs { get; set; } = nowMs;

    /// <summary>When something was last sent for the first time, acknowledged, or sent again.</summary>
    public long StreamMs { get; private set; } = nowMs;

    public bool IsJoined => Session != 0;

    /// <summary>It joined anew; what it acknowledged before under the same journal still holds.</summary>
    public void Join(ulong session, Guid journalId, in LogPosition common, long nowMs)
    {
        Identify(journalId);
        Session = session;
        SessionAcknowledged = common;
        Rewind(nowMs);
    }

    /// <summary>It can't be sent what follows any more: it is to join anew, and will hear why that can't be.</summary>
    public void Leave() => Session = 0;

    /// <summary>The next batch was sent.</summary>
    public void OnSent(in LogPosition end, int bytes, long nowMs)
    {
        if (Sent == SessionAcknowledged)
        {
            StreamMs = nowMs;
        }

        Sent = end;
        _unacknowledged.Enqueue((end.Sequence, bytes));
        UnacknowledgedBytes += bytes;
    }

    /// <summary>Sending goes on behind what it has acknowledged.</summary>
    public void Rewind(long nowMs)
    {
        Sent = SessionAcknowledged;
        StreamMs = nowMs;
        _unacknowledged.Clear();
        UnacknowledgedBytes = 0;
    }

    public void Acknowledge(ulong session, Guid journalId, in LogPosition position, bool atTail, long nowMs)
    {
        Identify(journalId);
        if (position.Sequence > Acknowledged.Sequence)
        {
            Acknowledged = position;
            ProgressMs = nowMs;
        }
        else if (atTail)
        {
            ProgressMs = nowMs;
        }

        if (session == Session && position.Sequence > SessionAcknowledged.Sequence)
        {
            SessionAcknowledged = position;
            StreamMs = nowMs;
            if (Sent.Sequence < position.Sequence)
            {
                Sent = position;
            }

            while (_unacknowledged.TryPeek(out var batch) && batch.Sequence <= position.Sequence)
            {
                UnacknowledgedBytes -= _unacknowledged.Dequeue().Bytes;
            }
        }
    }

    private void Identify(Guid journalId)
    {
        if (journalId != JournalId)
        {
            JournalId = journalId;
            Acknowledged = default;
            Session = 0;
        }
    }
}
