using System.Buffers;
using TpWallet.Disruptor;
using TpWallet.Gateway.Connections;
using TpWallet.Gateway.History;
using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>
/// What a session does with the messages that arrive: payments become commands and go into the ring, as many at once as lie there; the rest is the
/// gateway's own. Called by the session's reader alone. Hot path: allocates nothing.
/// </summary>
internal sealed class IsoIntake
{
    private const int RunMax = 128;

    private readonly ConnectionSession _session;
    private readonly IsoLink _link;
    private readonly RingBuffer<Slot> _ring;
    private readonly IsoOutput _output;
    private readonly GatewayCounters _counters;
    private readonly TimeProvider _time;
    private readonly MessageReading _reading;
    private readonly EdgeMessages _edge;
    private readonly HistorySearch _search;
    private readonly ReferenceSearch _reference;
    private readonly Command[] _run = new Command[RunMax];
    private readonly byte[] _scratch;
    private volatile bool _isDraining;
    private bool _hasWritten;
    private int _unreadable;
    private DateTime _now;

    public IsoIntake(ConnectionSession session, IsoLink link, RingBuffer<Slot> ring, IsoOutput output, GatewayCounters counters, TimeProvider time)
    {
        (_session, _link, _ring, _output, _counters, _time) = (session, link, ring, output, counters, time);
        _reading = new MessageReading(link);
        _edge = new EdgeMessages(session, link, counters);
        _search = new HistorySearch(session.History);
        _reference = new ReferenceSearch(link.Records.Lookup);
        var framing = link.Profile.Framing;
        _scratch = new byte[framing.PrefixBytes + framing.MessageBytesMax + framing.Trailer.Length];
    }

    /// <summary>The switch is going away: what is in flight is answered, what comes is refused. Set on any thread.</summary>
    public bool IsDraining
    {
        get => _isDraining;
        set => _isDraining = value;
    }

    /// <summary>Whether a sign-off waits for the answers to what is in flight.</summary>
    public bool IsSigningOff => _edge.IsSigningOff;

    /// <summary>Whether the client was told to look for the primary.</summary>
    public bool IsRedirecting => _edge.IsRedirecting;

    private bool IsOpen => _edge.IsSignedOn && !IsDraining && _session.Refusal == ResultCode.None;

    /// <summary>Takes the messages at the beginning of what has arrived, as far as it can.</summary>
    public IntakeStep Take(in ReadOnlySequence<byte> input)
    {
        var cursor = new IsoFrameCursor(_link.Profile.Framing, input, _scratch);
        var received = _time.GetTimestamp();
        var need = IntakeNeed.Input;
        _now = _time.GetUtcNow().UtcDateTime;
        while (need == IntakeNeed.Input)
        {
            var status = cursor.Peek(out var frame, out var message);
            if (status == IsoFrameStatus.Incomplete)
            {
                break;
            }

            if (status == IsoFrameStatus.Malformed)
            {
                need = BreakOff();
                break;
            }

            if (!IsOpen || EnterRun(ref cursor, received, out need) == 0 && need == IntakeNeed.Input)
            {
                need = TakeAlone(frame, message, ref cursor);
            }
        }

        if (_hasWritten)
        {
            _hasWritten = false;
            _output.Flush(received);
        }

        return new IntakeStep(input.GetPosition(cursor.Consumed), cursor.Consumed > 0, need);
    }

    /// <summary>Looks up what <see cref="IntakeNeed.History"/> was said for; then the input is taken on.</summary>
    public async ValueTask SearchHistoryAsync()
    {
        await _reference.RunAsync();
        if (_search.Count > 0)
        {
            _counters.Add(GatewayCounter.HistorySearches, _search.Count);
            await _search.RunAsync();
        }
    }

    /// <summary>Puts the payments at the beginning of the input into the ring, in one claim and one publication.</summary>
    /// <returns>How many; 0 when something else comes next, or none can be taken now.</returns>
    private int EnterRun(ref IsoFrameCursor cursor, long received, out IntakeNeed need)
    {
        // First the room, then whether the client is behind: from the moment it is, at most the replies of one window follow.
        var room = Math.Min(_session.Window - _session.InFlight, RunMax);
        need = _output.IsStalled ? IntakeNeed.Look : room == 0 ? IntakeNeed.Room : IntakeNeed.Input;
        if (need != IntakeNeed.Input)
        {
            return 0;
        }

        var start = cursor;
        var count = 0;
        while (count < room && cursor.Peek(out var frame, out var message) == IsoFrameStatus.Complete && TryPrepare(frame, message, count))
        {
            cursor.Advance();
            count++;
            room = _search.IsDone ? count : room; // what a search has cleared enters alone, with what the search knows
        }

        if (count == 0)
        {
            return 0;
        }

        if (!_ring.TryClaim(count, out var first))
        {
            cursor = start;
            IsDraining |= _ring.IsClosed;
            need = IsDraining ? IntakeNeed.Input : IntakeNeed.Room;
            return 0;
        }

        _session.Enter(count);
        Fill(first, count, received);
        _ring.Publish(first, first + count - 1);
        _output.Pending.Advance(count);
        _search.Reset();
        _reference.Reset();
        _counters.Add(GatewayCounter.RequestsEntered, count);
        return count;
    }

    /// <summary>Makes a command of a message that may enter behind so many others. False when it may not, or not yet.</summary>
    private bool TryPrepare(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> bytes, int count)
    {
        var isCommand = _reading.TryRead(bytes, _now, count == 0 ? _reference.Found : null, out var message, out var mapped)
            == MappingOutcome.Command;
        if (!isCommand)
        {
            return false;
        }

        ulong checkedThrough = 0;
        var isCleared = _search.IsDone ? _search.IsCleared && count == 0 : _session.History.IsRuledOut(mapped.Command, out checkedThrough);
        if (!isCleared)
        {
            return false;
        }

        _run[count] = mapped.Command;
        _run[count].HistoryCheckedThrough = _search.IsDone ? _search.StampOf(0) : checkedThrough;
        var answer = new PendingAnswer(message.Mti, mapped.Card, _link.BusinessDate, mapped.ReversesMoney);
        _output.Pending.Store(_output.Pending.PlaceOf(count), answer, message, frame);
        return true;
    }

    private void Fill(long first, int count, long received)
    {
        for (var index = 0; index < count; index++)
        {
            ref var slot = ref _ring[first + index];
            slot.Command = _run[index];
            slot.Reply = default;
            slot.Edge = new EdgeData
            {
                Connection = _session.Index,
                Generation = _session.Generation,
                Correlation = (ulong)_output.Pending.PlaceOf(index),
                ReceivedTicks = received,
            };
            ref readonly var command = ref slot.Command;
            if (command.Kind is CommandKind.Authorize or CommandKind.Purchase)
            {
                _link.Records.References.Add(command.Participant, command.RetrievalReferenceNumber, command.Terminal, command.RequestId);
            }
        }
    }

    /// <summary>Takes one message that can't enter, or not yet.</summary>
    private IntakeNeed TakeAlone(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> bytes, ref IsoFrameCursor cursor)
    {
        var outcome = _reading.TryRead(bytes, _now, _reference.Found, out var message, out var mapped);
        var fault = _reading.Fault;
        if (IsOpen && outcome != MappingOutcome.Refused)
        {
            if (!_search.IsDone || _search.IsCleared)
            {
                return Search(outcome, mapped);
            }

            var reply = _search.AnswerOf(0);
            Answer(message, frame, mapped.Command, reply);
            _counters.Add(GatewayCounter.HistoryAnswers);
        }
        else if (!fault.IsNone)
        {
            if (!TryRefuse(message, frame, fault))
            {
                return IntakeNeed.End;
            }
        }
        else if (!_edge.TryTake(message, mapped.Refusal, IsDraining, out var answer))
        {
            return IntakeNeed.Look;
        }
        else if (!answer.Code.IsEmpty)
        {
            Write(message, frame, answer);
        }

        cursor.Advance();
        _search.Reset();
        _reference.Reset();
        return _edge.IsRedirecting ? IntakeNeed.End : IntakeNeed.Input;
    }

    private IntakeNeed Search(MappingOutcome outcome, in MappedMessage mapped)
    {
        if (outcome == MappingOutcome.ReferenceNeeded)
        {
            _reference.Begin(mapped.Command);
        }
        else
        {
            _search.Reset();
            _search.Begin(mapped.Command);
        }

        return IntakeNeed.History;
    }

    /// <summary>Answers a message that is not as it should be, if it can be told apart. False after too many that can't.</summary>
    private bool TryRefuse(in IsoMessage message, ReadOnlySpan<byte> frame, IsoFault fault)
    {
        if (MessageReading.IsMatchable(message))
        {
            _link.Note(IsoIncidentKind.FormatError, message, fault.ToString());
            Write(message, frame, new AnswerFields { Code = _link.Profile.ResponseCodes.Of(message.Mti.Class, EdgeAnswer.FormatError) });
            return true;
        }

        _link.Note(IsoIncidentKind.Malformed, message, fault.ToString());
        return ++_unreadable <= _link.Options.UnreadableMax;
    }

    /// <summary>Where the next message begins can't be told any more.</summary>
    private IntakeNeed BreakOff()
    {
        _link.Note(IsoIncidentKind.Malformed, default, "the length or the end of the frame is none");
        return IntakeNeed.End;
    }

    private void Answer(in IsoMessage message, ReadOnlySpan<byte> frame, in Command command, in Reply reply)
    {
        Span<byte> additional = stackalloc byte[PaymentAnswer.AdditionalBytes];
        Write(message, frame, PaymentAnswer.Compose(_link.Profile, message.Mti, command, reply, additional));
    }

    private void Write(in IsoMessage message, ReadOnlySpan<byte> frame, scoped in AnswerFields answer)
    {
        _output.WriteAnswer(message, frame, answer);
        _hasWritten = true;
    }
}
