namespace TpWallet.Replication.Log;

/// <summary>How far the log is durable, from tickets and the positions appended under them.</summary>
internal sealed class DurableTail
{
    private readonly Queue<(long Ticket, LogPosition Position)> _onTheirWay = new();

    /// <summary>Everything through here is durable; the beginning while nothing is known.</summary>
    public LogPosition Position { get; private set; }

    /// <summary>False until the first ticket since the last <see cref="Restart"/> is through: of what was there before nothing is known.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>A batch was appended.</summary>
    public void Track(long ticket, in LogPosition position) => _onTheirWay.Enqueue((ticket, position));

    /// <summary>Forgets what was known: the log ends at a position now, and that counts when the ticket is through.</summary>
    public void Restart(long ticket, in LogPosition position)
    {
        _onTheirWay.Clear();
        Position = default;
        IsKnown = false;
        Track(ticket, position);
    }

    /// <summary>Everything through a ticket is durable.</summary>
    /// <returns>Whether the position moved.</returns>
    public bool Advance(long ticket)
    {
        var moved = false;
        while (_onTheirWay.TryPeek(out var next) && next.Ticket <= ticket)
        {
            Position = _onTheirWay.Dequeue().Position;
            IsKnown = true;
            moved = true;
        }

        return moved;
    }
}
