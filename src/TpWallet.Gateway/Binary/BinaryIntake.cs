using System.Buffers;
using TpWallet.Disruptor;
using TpWallet.Gateway.Connections;
using TpWallet.Gateway.History;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Binary;

/// <summary>
/// What a session does with the frames that arrive: requests go into the ring, as many at once as lie there; the rest is the
/// session's own. Called by the session's reader alone. Hot path: allocates nothing.
/// </summary>
internal sealed class BinaryIntake(Session session, RingBuffer<Slot> ring, BinaryOutput output, BinaryListenerOptions options,
    SwitchIdentity identity, GatewayCounters counters, TimeProvider time)
{
    private readonly HistorySearch _search = new(session.History);

    /// <summary>What the requests that may enter say of history, as it was when that was decided; as many as the window.</summary>
    private ulong[] _stamps = [];
    private volatile bool _isDraining;
    private bool _isOpen;

    /// <summary>Why nothing may enter for now; looked at once for each input, so that a request is not weighed by two answers.</summary>
    private ResultCode _refusal;
    private bool _hasWritten;

    /// <summary>The client has signed off: nothing more is read.</summary>
    public bool IsSigningOff { get; private set; }

    /// <summary>The switch is going away: what is in flight is answered, what comes is refused. Set on any thread.</summary>
    public bool IsDraining
    {
        get => _isDraining;
        set => _isDraining = value;
    }

    /// <summary>Whether the session has come to its end in good order; then its last frame has been written.</summary>
    public bool TryConclude(out ProtocolFault fault)
    {
        fault = ProtocolFault.None;
        if (!IsSigningOff && !IsDraining)
        {
            return false;
        }

        if (!_isOpen)
        {
            fault = new ProtocolFault(ProtocolErrorCode.ShuttingDown, 0);
            return true;
        }

        if (!session.AwaitReplies())
        {
            return false;
        }

        WritePrefix(FrameType.SignedOff, correlation: 0);
        counters.Add(IsSigningOff ? GatewayCounter.SessionsSignedOff : GatewayCounter.SessionsDrained);
        return true;
    }

    /// <summary>Takes the frames at the beginning of what has arrived, as far as it can, and says what is wrong with the next, if anything.</summary>
    public IntakeStep Take(in ReadOnlySequence<byte> input, out ProtocolFault fault)
    {
        Span<byte> scratch = stackalloc byte[BinaryProtocol.FrameLengthMax];
        var unread = input;
        var need = IntakeNeed.Input;
        fault = ProtocolFault.None;
        var received = time.GetTimestamp();
        _refusal = session.Refusal;
        unread = unread.Slice(AnswerFromHistory(unread, scratch));
        if (_refusal != ResultCode.None)
        {
            _search.Reset(); // what it cleared is refused now, and must be searched for again when it comes again
        }

        while (need == IntakeNeed.Input && fault.IsNone)
        {
            var entered = EnterRequests(unread, scratch, received, out need);
            unread = unread.Slice((long)entered * RequestFrame.Size);
            if (need != IntakeNeed.Input || entered > 0)
            {
                continue;
            }

            if (_isOpen && !IsDraining && RequestChain.At(unread, scratch, session.Rights) is { Length: > 0 } chain)
            {
                fault = TryRefuse(chain, unread, scratch, out var refused);
                unread = unread.Slice((long)refused * RequestFrame.Size);
                if (refused > 0 || !fault.IsNone)
                {
                    continue;
                }

                break;
            }

            var status = FrameDecoder.Decode(unread, scratch, out var frame);
            if (status == FrameStatus.Incomplete)
            {
                break;
            }

            fault = status == FrameStatus.Malformed ? frame.Fault : Handle(frame, ref need);
            unread = unread.Slice(frame.Length);
        }

        if (_hasWritten)
        {
            _hasWritten = false;
            output.Flush(received);
        }

        return new IntakeStep(unread.Start, unread.Length != input.Length, fault.IsNone ? need : IntakeNeed.End);
    }

    private bool IsOpenForRequests => _isOpen && !IsDraining && _refusal == ResultCode.None;

    /// <summary>Looks up in history what <see cref="IntakeNeed.History"/> was said for; then the input is taken on.</summary>
    public ValueTask SearchHistoryAsync()
    {
        counters.Add(GatewayCounter.HistorySearches, _search.Count);
        return _search.RunAsync();
    }

    /// <summary>Answers the requests at the head of the input that were found in history.</summary>
    /// <returns>Bytes of the input that were used.</returns>
    private long AnswerFromHistory(in ReadOnlySequence<byte> input, Span<byte> scratch)
    {
        if (!_search.IsDone || _search.IsCleared)
        {
            return 0;
        }

        var cursor = new RequestCursor(input, scratch);
        for (var index = 0; index < _search.Count;)
        {
            var run = cursor.Next();
            foreach (ref readonly var frame in run[..Math.Min(run.Length, _search.Count - index)])
            {
                WriteAnswer(_search.AnswerOf(index++), frame.Prefix.Correlation);
            }
        }

        var used = (long)_search.Count * RequestFrame.Size;
        counters.Add(GatewayCounter.HistoryAnswers, _search.Count);
        _search.Reset();
        return used;
    }

    /// <summary>
    /// Puts the permitted requests at the beginning of the input into the ring, whole chains only, in one claim and one publication.
    /// </summary>
    /// <returns>How many; 0 when none comes next, or none can be taken now.</returns>
    private int EnterRequests(in ReadOnlySequence<byte> unread, Span<byte> scratch, long received, out IntakeNeed need)
    {
        need = IntakeNeed.Input;
        if (!IsOpenForRequests)
        {
            return 0;
        }

        // First the room, then whether the client is behind: from the moment it is, at most the replies of one window follow.
        var room = session.Window - session.InFlight;
        if (output.IsStalled)
        {
            need = IntakeNeed.Look;
            return 0;
        }

        var count = _search.IsDone ? _search.Count : CountPermitted(unread, scratch, room);
        if (count == 0)
        {
            need = _search.Count > 0 ? IntakeNeed.History : IntakeNeed.Input;
            return 0;
        }

        if (!ring.TryClaim(count, out var first))
        {
            IsDraining |= ring.IsClosed;
            need = IsDraining ? IntakeNeed.Input : IntakeNeed.Room;
            return 0;
        }

        session.Enter(count);
        Fill(new RequestCursor(unread, scratch), first, count, received);
        if (_search.IsDone)
        {
            _search.Reset();
        }

        ring.Publish(first, first + count - 1);
        counters.Add(GatewayCounter.RequestsEntered, count);
        return count;
    }

    /// <summary>
    /// How many requests may enter: permitted, within the room, no repeats of what the core has forgotten, and none of a chain that is not
    /// whole. When the first request or chain must be searched for first, none, and the search is prepared.
    /// </summary>
    private int CountPermitted(in ReadOnlySequence<byte> unread, Span<byte> scratch, int room)
    {
        var cursor = new RequestCursor(unread, scratch);
        var rights = session.Rights;
        var count = 0;
        var whole = 0;
        var isRuledOut = true;
        while (true)
        {
            var run = cursor.Next();
            foreach (ref readonly var frame in run)
            {
                if (count == room || !rights.Permits(in frame.Command) || count - whole == CommandLimits.ChainMax)
                {
                    return whole;
                }

                isRuledOut &= session.History.IsRuledOut(frame.Command, out _stamps[count++]);
                if (!RequestChain.IsLinked(frame.Command))
                {
                    if (!isRuledOut)
                    {
                        PrepareSearch(new RequestCursor(unread, scratch), whole == 0 ? count : 0);
                        return whole;
                    }

                    whole = count;
                }
            }

            if (run.IsEmpty)
            {
                return whole;
            }
        }
    }

    private void PrepareSearch(RequestCursor cursor, int count)
    {
        while (_search.Count < count)
        {
            var run = cursor.Next();
            foreach (ref readonly var frame in run[..Math.Min(run.Length, count - _search.Count)])
            {
                var command = frame.Command;
                command.Flags |= session.Rights.Granted;
                _search.Begin(command);
            }
        }
    }

    /// <summary>A chain that could not enter: it breaks the protocol, is refused whole from the edge, or has not arrived whole yet.</summary>
    private ProtocolFault TryRefuse(in RequestChain chain, in ReadOnlySequence<byte> unread, Span<byte> scratch, out int refused)
    {
        refused = 0;
        if (chain.IsTooLong)
        {
            return new ProtocolFault(ProtocolErrorCode.ChainTooLong, CommandLimits.ChainMax);
        }

        if (chain.IsWhole && (!chain.IsPermitted || _refusal != ResultCode.None))
        {
            refused = chain.Length;
            RefuseLinks(new RequestCursor(unread, scratch), refused);
            return ProtocolFault.None;
        }

        // Also when the rest is still to come: a chain larger than the window can never enter.
        if (chain.IsWhole || chain.Length > session.Window - session.InFlight)
        {
            return new ProtocolFault(ProtocolErrorCode.WindowExceeded, (uint)session.Window);
        }

        return FrameDecoder.Decode(unread.Slice((long)chain.Length * RequestFrame.Size), scratch, out var next) switch
        {
            FrameStatus.Incomplete => ProtocolFault.None,
            FrameStatus.Malformed => next.Fault,
            FrameStatus.Complete => new ProtocolFault(ProtocolErrorCode.UnexpectedFrame, (uint)next.Type),
        };
    }

    private void RefuseLinks(RequestCursor cursor, int count)
    {
        if (_refusal == ResultCode.None)
        {
            counters.Add(GatewayCounter.RequestsNotPermitted, count);
        }
        else
        {
            session.CountRefused(_refusal, count);
        }

        var permitted = _refusal == ResultCode.None ? ResultCode.LinkedCommandFailed : _refusal;
        while (count > 0)
        {
            var run = cursor.Next();
            foreach (ref readonly var frame in run[..Math.Min(run.Length, count)])
            {
                var result = session.Rights.Permits(in frame.Command) ? permitted : ResultCode.NotPermitted;
                WriteRefusal(frame.Command.RequestId, result, frame.Prefix.Correlation);
                count--;
            }
        }
    }

    private void Fill(RequestCursor cursor, long first, int count, long received)
    {
        var granted = session.Rights.Granted;
        var end = first + count;
        for (var sequence = first; sequence < end;)
        {
            var run = cursor.Next();
            foreach (ref readonly var frame in run[..(int)Math.Min(run.Length, end - sequence)])
            {
                // What it says of history is the switch's own statement, never a client's.
                var index = (int)(sequence - first);
                var stamp = _search.IsDone ? _search.StampOf(index) : _stamps[index];
                ref var slot = ref ring[sequence++];
                slot.Command = frame.Command;
                slot.Command.Flags |= granted;
                slot.Command.HistoryCheckedThrough = stamp;
                slot.Reply = default;
                slot.Edge = new EdgeData
                {
                    Connection = session.Index,
                    Generation = session.Generation,
                    Correlation = frame.Prefix.Correlation,
                    ReceivedTicks = received,
                };
            }
        }
    }

    private ProtocolFault Handle(in Frame frame, ref IntakeNeed need)
    {
        if (!_isOpen && frame.Type != FrameType.SignOn)
        {
            return new ProtocolFault(ProtocolErrorCode.NotSignedOn, (uint)frame.Type);
        }

        switch (frame.Type)
        {
            case FrameType.SignOn:
                return SignOn(frame);
            case FrameType.Request:
                return Refuse(frame);
            case FrameType.Heartbeat:
                WritePrefix(FrameType.HeartbeatReply, frame.Correlation);
                return ProtocolFault.None;
            case FrameType.HeartbeatReply:
                return ProtocolFault.None;
            case FrameType.SignOff:
                IsSigningOff = true;
                need = IntakeNeed.Look;
                return ProtocolFault.None;
            default:
                return new ProtocolFault(ProtocolErrorCode.UnexpectedFrame, (uint)frame.Type);
        }
    }

    private ProtocolFault SignOn(in Frame frame)
    {
        if (_isOpen)
        {
            return new ProtocolFault(ProtocolErrorCode.AlreadySignedOn, 0);
        }

        if (!session.Role.IsLeading)
        {
            counters.Add(GatewayCounter.SignOnsRedirected);
            return new ProtocolFault(ProtocolErrorCode.NotPrimary, 0);
        }

        _ = Protocol.Binary.SignOn.TryRead(frame.Body, out var signOn); // the decoder has checked it
        var rights = new SessionRights(signOn.Role, signOn.Participant);
        if (!session.TrySignOn(rights, Math.Min((int)signOn.RequestedWindow, options.MaxWindow)))
        {
            return new ProtocolFault(ProtocolErrorCode.NoCapacity, 0);
        }

        _isOpen = true;
        _stamps = new ulong[session.Window];
        counters.Add(GatewayCounter.SessionsOpened);
        WriteSignedOn(frame.Correlation);
        return ProtocolFault.None;
    }

    /// <summary>A request that could not enter: answered from the edge, or more than the window allows.</summary>
    private ProtocolFault Refuse(in Frame frame)
    {
        _ = RequestFrame.TryRead(frame.Body, out var command);
        if (!session.Rights.Permits(in command))
        {
            counters.Add(GatewayCounter.RequestsNotPermitted);
            WriteRefusal(command.RequestId, ResultCode.NotPermitted, frame.Correlation);
            return ProtocolFault.None;
        }

        if (IsDraining)
        {
            counters.Add(GatewayCounter.RequestsShuttingDown);
            WriteRefusal(command.RequestId, ResultCode.ShuttingDown, frame.Correlation);
            return ProtocolFault.None;
        }

        if (_refusal != ResultCode.None)
        {
            session.CountRefused(_refusal);
            WriteRefusal(command.RequestId, _refusal, frame.Correlation);
            return ProtocolFault.None;
        }

        return new ProtocolFault(ProtocolErrorCode.WindowExceeded, (uint)session.Window);
    }

    private void WriteRefusal(RequestId requestId, ResultCode result, ulong correlation) =>
        WriteAnswer(new Reply { RequestId = requestId, Result = result, Class = ResultCodes.Classify(result) }, correlation);

    private void WriteAnswer(in Reply reply, ulong correlation)
    {
        Span<byte> frame = stackalloc byte[ReplyFrame.Size];
        ReplyFrame.TryWrite(frame, reply, correlation);
        Write(frame);
    }

    private void WriteSignedOn(ulong correlation)
    {
        var signedOn = new SignedOn
        {
            Version = BinaryProtocol.Version,
            Durability = identity.Durability,
            Clock = identity.Clock,
            Participant = session.Rights.Participant,
            GrantedWindow = (uint)session.Window,
            HeartbeatIntervalMs = (uint)options.HeartbeatInterval.TotalMilliseconds,
            IdleTimeoutMs = (uint)options.IdleTimeout.TotalMilliseconds,
            ServerTimeMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
            LedgerId = identity.LedgerId,
        };
        Span<byte> frame = stackalloc byte[FramePrefix.Size + Protocol.Binary.SignedOn.Size];
        signedOn.TryWrite(frame, correlation);
        Write(frame);
    }

    private void WritePrefix(FrameType type, ulong correlation)
    {
        Span<byte> frame = stackalloc byte[FramePrefix.Size];
        FramePrefix.TryWrite(frame, type, correlation);
        Write(frame);
    }

    private void Write(ReadOnlySpan<byte> frame)
    {
        output.Write(frame);
        _hasWritten = true;
    }
}
