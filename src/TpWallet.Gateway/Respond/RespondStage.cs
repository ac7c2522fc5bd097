using TpWallet.Disruptor;
using TpWallet.Gateway.Sessions;
using TpWallet.Gateway.Timeline;
using TpWallet.Messages;

namespace TpWallet.Gateway.Respond;

/// <summary>
/// The last stage: brings each reply back to the connection whose request it answers, and flushes each connection once a batch. It never
/// waits for a client and never fails because of one. Requests without a result were not sequenced: their clients are cut off. Hot path.
/// </summary>
/// <remarks>
/// A listener publishes what it read from a connection in one piece, so the slots of a connection lie side by side: runs of them are
/// the grouping, and no table is needed.
/// </remarks>
public sealed class RespondStage : IStage<Slot>
{
    private readonly SessionRegistry _sessions;
    private readonly MessageLog? _log;
    private readonly Session?[] _touched;

    /// <summary>Makes the stage.</summary>
    /// <param name="sessions">Where the connections are found.</param>
    /// <param name="log">Keeps the messages with their answers; null: they are not kept.</param>
    public RespondStage(SessionRegistry sessions, MessageLog? log = null)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        _sessions = sessions;
        _log = log;
        _touched = new Session?[sessions.Capacity];
    }

    /// <inheritdoc/>
    public void OnBatch(RingBuffer<Slot> ring, long first, long last)
    {
        ArgumentNullException.ThrowIfNull(ring);
        var touched = 0;
        var answered = _log is null ? 0 : _sessions.Time.GetTimestamp();
        for (var sequence = first; sequence <= last;)
        {
            ref readonly var edge = ref ring[sequence].Edge;
            var count = RunLength(ring, sequence, last);
            if (edge.Connection != 0)
            {
                touched = Respond(ring, sequence, count, first, touched, answered);
            }

            sequence += count;
        }

        Flush(touched);
        _sessions.Room.WakeAll();
    }

    private static int RunLength(RingBuffer<Slot> ring, long first, long last)
    {
        ref readonly var head = ref ring[first];
        var next = first + 1;
        while (next <= last)
        {
            ref readonly var slot = ref ring[next];
            if (slot.Edge.Connection != head.Edge.Connection || slot.Edge.Generation != head.Edge.Generation || IsDropped(slot) != IsDropped(head))
            {
                break;
            }

            next++;
        }

        return (int)(next - first);
    }

    /// <summary>A slot that the engine leaves without a result was not sequenced: the switch ceased to be primary.</summary>
    private static bool IsDropped(in Slot slot) => slot.Reply.Result == ResultCode.None;

    private int Respond(RingBuffer<Slot> ring, long sequence, int count, long batch, int touched, long answered)
    {
        ref readonly var edge = ref ring[sequence].Edge;
        var session = _sessions.Find(edge.Connection, edge.Generation);
        if (IsDropped(ring[sequence]))
        {
            _sessions.Counters.Add(GatewayCounter.RequestsDropped, count);
            session?.Drop(ring, sequence, count);
            return touched;
        }

        _log?.Add(ring, sequence, count, session?.Protocol ?? SessionProtocol.Unknown, answered);
        if (session is null)
        {
            _sessions.Counters.Add(GatewayCounter.RepliesWithoutSession, count);
            return touched;
        }

        session.WriteReplies(ring, sequence, count);
        if (session.LastBatch != batch)
        {
            session.LastBatch = batch;
            _touched[touched++] = session;
        }

        return touched;
    }

    private void Flush(int touched)
    {
        if (touched == 0)
        {
            return;
        }

        var now = _sessions.Time.GetTimestamp();
        for (var index = 0; index < touched; index++)
        {
            _touched[index]!.FlushReplies(now);
            _touched[index] = null;
        }
    }
}
