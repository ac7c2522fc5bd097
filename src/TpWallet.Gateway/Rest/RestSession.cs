using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using TpWallet.Disruptor;
using TpWallet.Gateway.History;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Rest;

/// <summary>
/// The one session behind all HTTP connections: its window is what they may have in flight together, its rights are those of each request's
/// key. Requests wait in a table by their correlation; no thread waits with them.
/// </summary>
internal sealed class RestSession : Session
{
    private readonly RingBuffer<Slot> _ring;
    private readonly TimeSpan _answerTimeout;
    private readonly ConcurrentQueue<PendingRequest> _free = new();
    private readonly PendingRequest[] _pending;
    private volatile bool _isDraining;

    private RestSession(RingBuffer<Slot> ring, SessionRegistry registry, int window, TimeSpan answerTimeout)
        : base(registry)
    {
        _ring = ring;
        _answerTimeout = answerTimeout;
        _pending = new PendingRequest[window];
        for (var index = 0; index < window; index++)
        {
            _free.Enqueue(_pending[index] = new PendingRequest(this, index));
        }
    }

    public override SessionProtocol Protocol => SessionProtocol.Rest;

    /// <summary>Takes a place among the sessions and a part of the window budget, at most a quarter of the ring.</summary>
    /// <exception cref="InvalidOperationException">There is no place or no window left.</exception>
    public static RestSession Open(RingBuffer<Slot> ring, SessionRegistry registry, int maxWindow, TimeSpan answerTimeout)
    {
        var window = Math.Min(maxWindow, Math.Max(1, ring.Capacity / 4));
        var session = new RestSession(ring, registry, window, answerTimeout);
        if (!registry.TryAdd(session))
        {
            throw new InvalidOperationException("There is no room for the session of the HTTP listener.");
        }

        // An operator's rights: whose each command is, its key says, and the check of that is made before it comes here.
        if (!session.TrySignOn(new SessionRights(SessionRole.Operator, 0), window))
        {
            session.End();
            throw new InvalidOperationException("There is no window left for the session of the HTTP listener.");
        }

        return session;
    }

    /// <summary>
    /// Puts a request into the ring and waits for its reply. A result of <see cref="ResultCode.None"/> is no answer: of class
    /// <see cref="ResultClass.Transient"/> when there was no room and nothing was done, of no class when none came in time and the outcome is
    /// unknown. What is known to be wrong or repeated is answered without entering.
    /// </summary>
    /// <param name="command">Complete, checked against the rights of its sender.</param>
    public ValueTask<Reply> SendAsync(in Command command)
    {
        if (_isDraining)
        {
            Registry.Counters.Add(GatewayCounter.RequestsShuttingDown);
            return new ValueTask<Reply>(RefusalOf(command, ResultCode.ShuttingDown));
        }

        if (Refusal is var refusal and not ResultCode.None)
        {
            CountRefused(refusal);
            return new ValueTask<Reply>(RefusalOf(command, refusal));
        }

        return History.IsRuledOut(command, out var checkedThrough) ? Enter(command, checkedThrough) : SearchAndSendAsync(command);
    }

    /// <summary>Refuses new requests; those in flight are answered.</summary>
    public void Drain() => _isDraining = true;

    public override void WriteReplies(RingBuffer<Slot> ring, long first, int count)
    {
        for (var sequence = first; sequence < first + count; sequence++)
        {
            ref readonly var slot = ref ring[sequence];
            _pending[slot.Edge.Correlation].Answer(slot.Reply);
        }

        Registry.Counters.Add(GatewayCounter.RepliesWritten, count);
        Answered(count);
    }

    public override void Drop(RingBuffer<Slot> ring, long first, int count)
    {
        for (var sequence = first; sequence < first + count; sequence++)
        {
            _pending[ring[sequence].Edge.Correlation].Answer(default);
        }

        Answered(count);
    }

    /// <summary>HTTP connections go on: who waits is told that the outcome is unknown.</summary>
    public override void Cut() => EndBefore(long.MaxValue);

    public override void FlushReplies(long timestamp)
    {
        // Each reply has gone to its own connection.
    }

    public override void Wake()
    {
        // There is no reader that could wait: a request that finds no room is refused.
    }

    public override void Sweep(long timestamp)
    {
        var oldest = timestamp - (long)(_answerTimeout.TotalSeconds * Registry.Time.TimestampFrequency);
        EndBefore(oldest);
    }

    /// <summary>Ends the session: who still waits is told that the outcome is unknown.</summary>
    public void Close()
    {
        EndBefore(long.MaxValue);
        End();
    }

    public void Return(PendingRequest pending) => _free.Enqueue(pending);

    private void EndBefore(long timestamp)
    {
        foreach (var pending in _pending)
        {
            pending.EndIfBefore(timestamp);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Reply> SearchAndSendAsync(Command command)
    {
        Registry.Counters.Add(GatewayCounter.HistorySearches);
        var answer = await History.FindAsync(command);
        switch (answer.Outcome)
        {
            case HistoryOutcome.Absent:
                return await Enter(command, answer.CheckedThrough);
            case HistoryOutcome.Answered:
                Registry.Counters.Add(GatewayCounter.HistoryAnswers);
                return answer.Reply;
            default:
                return RefusalOf(command, ResultCode.HistoryUnavailable);
        }
    }

    private ValueTask<Reply> Enter(in Command command, ulong checkedThrough)
    {
        if (!_free.TryDequeue(out var pending))
        {
            return NoRoom;
        }

        var received = Registry.Time.GetTimestamp();
        if (!_ring.TryClaim(1, out var sequence))
        {
            Registry.Counters.Add(GatewayCounter.ClaimsDeferred);
            Return(pending);
            return NoRoom;
        }

        Enter(1);
        var reply = pending.Begin(received);
        ref var slot = ref _ring[sequence];
        slot.Command = command;
        slot.Command.HistoryCheckedThrough = checkedThrough; // the switch's own statement, never a client's
        slot.Reply = default;
        slot.Edge = new EdgeData { Connection = Index, Generation = Generation, Correlation = (ulong)pending.Index, ReceivedTicks = received };
        _ring.Publish(sequence, sequence);
        Registry.Counters.Add(GatewayCounter.RequestsEntered);
        return reply;
    }

    private static ValueTask<Reply> NoRoom => new(new Reply { Class = ResultClass.Transient });

    private static Reply RefusalOf(in Command command, ResultCode result) =>
        new() { RequestId = command.RequestId, Result = result, Class = ResultCodes.Classify(result) };
}
