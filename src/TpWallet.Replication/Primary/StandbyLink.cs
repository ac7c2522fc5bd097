using TpWallet.Replication.Log;

namespace TpWallet.Replication.Primary;

/// <summary>What a primary knows of one other member in its epoch.</summary>
internal sealed class StandbyLink(NodeId node, long nowMs)
{
    public NodeId Node { get; } = node;

    /// <summary>The journal under which it joined or acknowledged.</summary>
    public Guid JournalId { get; private set; }

    /// <summary>The join session in which batches are sent; 0: not joined.</summary>
    public ulong Session { get; private set; }

    /// <summary>Durable there through this position of this log, in this epoch, under that journal.</summary>
    public LogPosition Acknowledged { get; private set; }

    /// <summary>Sent in this session through here.</summary>
    public LogPosition Sent { get; set; }

    /// <summary>Acknowledged in this session through here; sending again begins there.</summary>
    public LogPosition SessionAcknowledged { get; private set; }

    /// <summary>When it last came closer to the tail, or was at it.</summary>
    public long ProgressMs { get; set; } = nowMs;

    /// <summary>When something was last sent for the first time, acknowledged, or sent again.</summary>
    public long StreamMs { get; set; } = nowMs;

    public bool IsJoined => Session != 0;

    /// <summary>It joined anew; what it acknowledged before under the same journal still holds.</summary>
    public void Join(ulong session, Guid journalId, in LogPosition common, long nowMs)
    {
        Identify(journalId);
        Session = session;
        Sent = common;
        SessionAcknowledged = common;
        StreamMs = nowMs;
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
