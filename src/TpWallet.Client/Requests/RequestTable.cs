using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Client.Requests;

/// <summary>
/// Every request that has no outcome yet: those that wait, first come, first sent, and those in flight. Each gets exactly one outcome, and one
/// that has been written to a connection never gets <see cref="OutcomeKind.NotSent"/>. Thread-safe; outcomes are told outside the lock.
/// </summary>
internal sealed class RequestTable(int waitingLimit)
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

    /// <summary>Takes a request in. The task completes at once when there is no room or no use.</summary>
    public ValueTask<Outcome> Add(in Command command, long deadline, CancellationToken cancellationToken, out bool deadlineIsEarliest)
    {
        PendingRequest request;
        deadlineIsEarliest = false;
        lock (_lock)
        {
            if (_closed != OutcomeReason.None)
            {
                return new(Outcome.NotSent(_closed));
            }

            if (_waiting.Count >= waitingLimit)
            {
                return new(Outcome.NotSent(OutcomeReason.TooManyWaiting));
            }

            request = _pool.TryPop(out var pooled) ? pooled : new PendingRequest(this);
            request.Command = command;
            request.Deadline = deadline;
            request.State = RequestState.Waiting;
            _waiting.Append(request);
            if (deadline < _earliestDeadline)
            {
                _earliestDeadline = deadline;
                deadlineIsEarliest = true;
            }
        }

        if (cancellationToken.CanBeCanceled)
        {
            request.Cancellation = cancellationToken.UnsafeRegister(static state => ((PendingRequest)state!).Cancel(), request);
        }

        return request.Task;
    }

    /// <summary>A new session begins, with nothing in flight.</summary>
    public void OpenWindow(int window)
    {
        lock (_lock)
        {
            _flight = new FlightSlots(window);
        }
    }

    /// <summary>Writes waiting requests to the connection while its window and its buffer have room.</summary>
    public void MoveToFlight(AcquirerConnection connection)
    {
        lock (_lock)
        {
            while (_waiting.First is { } request && connection.CanWrite && _flight.InFlight < _flight.Count)
            {
                _waiting.Remove(request);
                request.State = RequestState.InFlight;
                connection.TryWrite(request.Command, _flight.Take(request));
            }
        }
    }

    /// <summary>Hands replies to their requests; those of given-up requests are dropped.</summary>
    /// <exception cref="ProtocolException">A reply answers nothing that is in flight.</exception>
    public void Answer(ReadOnlySpan<ReplyFrame> replies)
    {
        var completions = new CompletionList();
        var known = true;
        lock (_lock)
        {
            for (var index = 0; index < replies.Length && known; index++)
            {
                ref readonly var frame = ref replies[index];
                known = _flight.TryFree(frame.Prefix.Correlation, out var request);
                if (request is not null)
                {
                    completions.Add(request, Outcome.Answered(frame.Reply));
                }
            }
        }

        completions.Complete();
        if (!known)
        {
            throw ProtocolException.Unexpected(FrameType.Reply);
        }
    }

    /// <summary>The session is over: what is in flight stays unknown, what waits goes on waiting.</summary>
    public void BreakFlight()
    {
        var completions = new CompletionList();
        lock (_lock)
        {
            for (var index = 0; index < _flight.Count; index++)
            {
                if (_flight.At(index) is { } request)
                {
                    completions.Add(request, Outcome.Unknown(OutcomeReason.ConnectionLost));
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
                completions.Add(request, Outcome.NotSent(_closed));
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
            var next = request.Next;
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
                _waiting.Remove(request);
                completions.Add(request, Outcome.NotSent(reason));
                break;
            case RequestState.InFlight:
                _flight.GiveUp(request);
                completions.Add(request, Outcome.Unknown(reason));
                break;
            case RequestState.Done:
            default:
                break;
        }
    }
}
