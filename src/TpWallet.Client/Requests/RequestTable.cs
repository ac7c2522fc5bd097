using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Client.Requests;

/// <summary>
/// Every request that has no outcome yet: those that wait, first come, first sent, and those in flight. Each gets exactly one outcome, and one
/// that has been written to a connection never gets <see cref="OutcomeKind.NotSent"/>. A chain is answered whole: only then may none of it be
/// sent again. Thread-safe; outcomes are told outside the lock.
/// </summary>
/// <param name="waitingLimit">How many requests may wait.</param>
/// <param name="sendsAgain">Whether a request without an answer waits for the next session when its own ends: in a group.</param>
internal sealed class RequestTable(int waitingLimit, bool sendsAgain)
{
    private readonly Lock _lock = new();
    private readonly Stack<PendingRequest> _pool = new();
    private WaitingList _waiting;
    private FlightSlots _flight = new(0);
    private OutcomeReason _closed;

    /// <summary>No deadline is earlier; it may be later.</summary>
    private long _earliestDeadline = long.MaxValue;

    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Requests that the switch owes an answer.</summary>
    public int InFlight
    {
        get
        {
            lock (_lock)
            {
                return _flight.InFlight;
            }
        }
    }

    /// <summary>Takes a request in. The task completes at once when there is no room or no use.</summary>
    public ValueTask<Outcome> Add(in Command command, long deadline, CancellationToken cancellationToken, out bool deadlineIsEarliest)
    {
        PendingRequest request;
        lock (_lock)
        {
            if (Refusal(1) is var refusal && refusal != OutcomeReason.None)
            {
                deadlineIsEarliest = false;
                return new(Outcome.NotSent(refusal));
            }

            request = Append(command, deadline, linksBefore: 0, linksBehind: 0);
            deadlineIsEarliest = NoteDeadline(deadline);
        }

        Register(request, cancellationToken);
        return request.Task;
    }

    /// <summary>
    /// Takes the commands of a chain in: they leave together or not at all. The tasks complete at once when there is no room or no use.
    /// </summary>
    public ValueTask<Outcome>[] AddChain(ReadOnlySpan<Command> commands, long deadline, CancellationToken cancellationToken,
        out bool deadlineIsEarliest)
    {
        var requests = new PendingRequest[commands.Length];
        lock (_lock)
        {
            if (Refusal(commands.Length) is var refusal && refusal != OutcomeReason.None)
            {
                deadlineIsEarliest = false;
                return [.. requests.Select(_ => new ValueTask<Outcome>(Outcome.NotSent(refusal)))];
            }

            for (var link = 0; link < commands.Length; link++)
            {
                requests[link] = Append(commands[link], deadline, linksBefore: link, linksBehind: commands.Length - 1 - link);
                requests[link].Chain = requests;
            }

            deadlineIsEarliest = NoteDeadline(deadline);
        }

        foreach (var request in requests)
        {
            Register(request, cancellationToken);
        }

        return [.. requests.Select(static request => request.Task)];
    }

    /// <summary>A new session begins, with nothing in flight.</summary>
    public void OpenWindow(int window)
    {
        lock (_lock)
        {
            _flight = new FlightSlots(window);
        }
    }

    /// <summary>Writes waiting requests to the connection while its window and its buffer have room; a chain whole.</summary>
    public void MoveToFlight(AcquirerConnection connection)
    {
        var completions = new CompletionList();
        lock (_lock)
        {
            while (_waiting.First is { } request)
            {
                var count = request.LinksBehind + 1;
                if (count > _flight.Count)
                {
                    GiveUpWaiting(request, OutcomeReason.WindowTooSmall, ref completions);
                    continue;
                }

                if (!connection.CanWriteAll(count) || _flight.InFlight + count > _flight.Count)
                {
                    break;
                }

                for (; count > 0; count--)
                {
                    Send(_waiting.First!, connection);
                }
            }
        }

        completions.Complete();
    }

    /// <summary>Hands replies to their requests; those of given-up requests are dropped.</summary>
    /// <param name="replies">What has arrived.</param>
    /// <param name="isTurnedAway">Whether the switch took one of them no more: its request stays in flight until the session ends.</param>
    /// <returns>How many requests were answered.</returns>
    /// <exception cref="ProtocolException">A reply answers nothing that is in flight.</exception>
    public int Answer(ReadOnlySpan<ReplyFrame> replies, out bool isTurnedAway)
    {
        var completions = new CompletionList();
        var known = true;
        var answered = 0;
        isTurnedAway = false;
        lock (_lock)
        {
            for (var index = 0; index < replies.Length && known; index++)
            {
                ref readonly var frame = ref replies[index];
                if (sendsAgain && IsForAnotherMember(frame.Reply))
                {
                    isTurnedAway = true;
                    known = _flight.Has(frame.Prefix.Correlation);
                    continue;
                }

                known = _flight.TryFree(frame.Prefix.Correlation, out var request);
                if (request is not null)
                {
                    answered++;
                    Conclude(request, Outcome.Answered(frame.Reply), ref completions);
                }
            }
        }

        completions.Complete();
        return known ? answered : throw ProtocolException.Unexpected(FrameType.Reply);
    }

    /// <summary>
    /// The session is over. What is in flight waits for the next one, before all others; or stays unknown. What waits goes on waiting.
    /// </summary>
    public void BreakFlight()
    {
        var completions = new CompletionList();
        lock (_lock)
        {
            for (var index = 0; index < _flight.Count; index++)
            {
                if (_flight.At(index) is not { State: RequestState.InFlight } request)
                {
                    continue;
                }

                if (sendsAgain)
                {
                    WaitAgain(request);
                }
                else
                {
                    GiveUpFlight(request, OutcomeReason.ConnectionLost, ref completions);
                }
            }

            _flight = new FlightSlots(0);
        }

        completions.Complete();
    }

    /// <summary>Takes no more requests; what waits is not sent. What is in flight may still be answered. The first reason stays.</summary>
    public void Close(OutcomeReason reason)
    {
        var completions = new CompletionList();
        lock (_lock)
        {
            _closed = _closed == OutcomeReason.None ? reason : _closed;
            while (_waiting.First is { } request)
            {
                _waiting.Remove(request);
                completions.Add(request, Unanswered(request, _closed));
            }
        }

        completions.Complete();
    }

    /// <summary>Gives up what is due.</summary>
    /// <returns>When the next request is due, or <see cref="long.MaxValue"/>.</returns>
    public long Expire(long now)
    {
        var completions = new CompletionList();
        long earliest;
        lock (_lock)
        {
            if (now >= _earliestDeadline)
            {
                _earliestDeadline = long.MaxValue;
                ExpireWaiting(now, ref completions);
                ExpireFlight(now, ref completions);
            }

            earliest = _earliestDeadline;
        }

        completions.Complete();
        return earliest;
    }

    public void Cancel(PendingRequest request)
    {
        var completions = new CompletionList();
        lock (_lock)
        {
            GiveUp(request, OutcomeReason.Canceled, ref completions);
        }

        completions.Complete();
    }

    public void Return(PendingRequest request)
    {
        lock (_lock)
        {
            _pool.Push(request);
        }
    }

    private void ExpireWaiting(long now, ref CompletionList completions)
    {
        for (var request = _waiting.First; request is not null;)
        {
            // The whole chain has one deadline.
            var next = request.Next;
            for (var link = request.LinksBehind; link > 0; link--)
            {
                next = next!.Next;
            }

            ExpireOne(request, now, ref completions);
            request = next;
        }
    }

    private void ExpireFlight(long now, ref CompletionList completions)
    {
        for (var index = 0; index < _flight.Count; index++)
        {
            if (_flight.At(index) is { } request)
            {
                ExpireOne(request, now, ref completions);
            }
        }
    }

    private void ExpireOne(PendingRequest request, long now, ref CompletionList completions)
    {
        if (now >= request.Deadline)
        {
            GiveUp(request, OutcomeReason.DeadlinePassed, ref completions);
        }
        else
        {
            _earliestDeadline = Math.Min(_earliestDeadline, request.Deadline);
        }
    }

    private void GiveUp(PendingRequest request, OutcomeReason reason, ref CompletionList completions)
    {
        switch (request.State)
        {
            case RequestState.Waiting:
                GiveUpWaiting(request, reason, ref completions);
                break;
            case RequestState.InFlight:
            case RequestState.AnsweredInChain:
                GiveUpFlight(request, reason, ref completions);
                break;
            case RequestState.Done:
            default:
                break;
        }
    }

    private OutcomeReason Refusal(int count) =>
        _closed == OutcomeReason.None && _waiting.Count + count > waitingLimit ? OutcomeReason.TooManyWaiting : _closed;

    private PendingRequest Append(in Command command, long deadline, int linksBefore, int linksBehind)
    {
        var request = _pool.TryPop(out var pooled) ? pooled : new PendingRequest(this);
        request.Command = command;
        request.Deadline = deadline;
        request.State = RequestState.Waiting;
        request.LinksBefore = linksBefore;
        request.LinksBehind = linksBehind;
        request.Chain = null;
        request.WasSent = false;
        _waiting.Append(request);
        return request;
    }

    private bool NoteDeadline(long deadline)
    {
        if (deadline >= _earliestDeadline)
        {
            return false;
        }

        _earliestDeadline = deadline;
        return true;
    }

    private static void Register(PendingRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            request.Cancellation = cancellationToken.UnsafeRegister(static state => ((PendingRequest)state!).Cancel(), request);
        }
    }

    private void Send(PendingRequest request, AcquirerConnection connection)
    {
        _waiting.Remove(request);
        request.State = RequestState.InFlight;
        request.WasSent = true;
        connection.TryWrite(request.Command, _flight.Take(request));
    }

    /// <summary>
    /// Whether the switch took nothing and another member will. <see cref="ResultCode.ShuttingDown"/>, too: the others are there to go on.
    /// </summary>
    private static bool IsForAnotherMember(in Reply reply) => reply.Result is ResultCode.NotPrimary or ResultCode.ShuttingDown;

    private static Outcome Unanswered(PendingRequest request, OutcomeReason reason) =>
        request.WasSent ? Outcome.Unknown(reason) : Outcome.NotSent(reason);

    /// <summary>Notes an answer; that of a link waits for the others.</summary>
    private static void Conclude(PendingRequest request, in Outcome outcome, ref CompletionList completions)
    {
        if (request.Chain is not { } chain)
        {
            completions.Add(request, outcome);
            return;
        }

        request.Outcome = outcome;
        request.State = RequestState.AnsweredInChain;
        if (Array.TrueForAll(chain, static link => link.State == RequestState.AnsweredInChain))
        {
            foreach (var link in chain)
            {
                completions.Add(link, link.Outcome);
            }
        }
    }

    /// <summary>Gives a request in flight up, with its whole chain; links that have an answer get it.</summary>
    private void GiveUpFlight(PendingRequest request, OutcomeReason reason, ref CompletionList completions)
    {
        foreach (var link in request.Chain ?? [request])
        {
            if (link.State == RequestState.InFlight)
            {
                _flight.GiveUp(link);
                link.Outcome = Outcome.Unknown(reason);
            }

            completions.Add(link, link.Outcome);
        }
    }

    /// <summary>Puts a request in flight back before all that wait, with all of its chain, answered or not: a part would be no chain.</summary>
    private void WaitAgain(PendingRequest request)
    {
        var chain = request.Chain ?? [request];
        for (var link = chain.Length - 1; link >= 0; link--)
        {
            chain[link].State = RequestState.Waiting;
            _waiting.Prepend(chain[link]);
        }
    }

    /// <summary>Takes a waiting request out with its whole chain: a part of a chain would be something else than was asked for.</summary>
    private void GiveUpWaiting(PendingRequest request, OutcomeReason reason, ref CompletionList completions)
    {
        while (request.LinksBefore > 0)
        {
            request = request.Previous!;
        }

        for (var count = request.LinksBehind; count >= 0; count--)
        {
            var next = request.Next;
            _waiting.Remove(request);
            completions.Add(request, Unanswered(request, reason));
            request = next!;
        }
    }
}
