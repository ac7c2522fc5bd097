using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using TpWallet.Disruptor;
using TpWallet.Gateway.Connections;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>One connection of an acquirer's link.</summary>
internal sealed class IsoSession : ConnectionSession
{
    private readonly IsoLink _link;
    private readonly IsoOutput _output;
    private readonly IsoIntake _intake;
    private int _echoes;
    private string _end = "the client closed";
    private volatile bool _isIdle;

    public IsoSession(ConnectionContext connection, RingBuffer<Slot> ring, SessionRegistry registry, IsoLink link, ILogger logger)
        : base(connection, registry, link.Options, logger)
    {
        _link = link;
        _output = new IsoOutput(link, TakeWriter(out var onCaughtUp), Time, Counters, onCaughtUp);
        _intake = new IsoIntake(this, link, ring, _output, Counters, Time);
    }

    public override SessionProtocol Protocol => SessionProtocol.Iso8583;

    protected override SessionOutput Output => _output;

    protected override bool AwaitsChange => _intake.IsSigningOff && !AwaitReplies();

    /// <summary>First what the replies change, which they do also when the client is gone; then the answers.</summary>
    public override void WriteReplies(RingBuffer<Slot> ring, long first, int count)
    {
        for (var sequence = first; sequence < first + count; sequence++)
        {
            ref readonly var slot = ref ring[sequence];
            Account(slot, _output.Pending[(int)slot.Edge.Correlation]);
        }

        base.WriteReplies(ring, first, count);
    }

    protected override bool HasEndedInOrder()
    {
        if (_isIdle)
        {
            _end = "it was silent for too long";
            return true;
        }

        if (Window == 0 && !TrySignOn(new SessionRights(SessionRole.Acquirer, _link.Options.Participant), _link.Options.Window))
        {
            Counters.Add(GatewayCounter.ConnectionsRefused);
            _end = "there is no room for its window";
            return true;
        }

        if (!_intake.IsDraining || !AwaitReplies())
        {
            return false;
        }

        Counters.Add(GatewayCounter.SessionsDrained);
        _end = "the switch is shutting down";
        return true;
    }

    protected override IntakeStep Take(in ReadOnlySequence<byte> input)
    {
        var step = _intake.Take(input);
        if (step.Need == IntakeNeed.End)
        {
            _end = _intake.IsRedirecting ? "another member of the group is primary" : "it sent what can't be read";
        }

        return step;
    }

    protected override ValueTask SearchHistoryAsync() => _intake.SearchHistoryAsync();

    protected override void OnTruncated(int unfinished) => _end = "it closed within a message";

    /// <summary>ISO 8583 has no last word.</summary>
    protected override string WriteLastWord() => _end;

    protected override void SweepOpen(long timestamp)
    {
        var options = _link.Options;
        if (!IsPaused && Time.GetElapsedTime(LastFrame, timestamp) >= options.IdleTimeout)
        {
            _isIdle = true;
            Wake();
        }
        else if (options.EchoInterval > TimeSpan.Zero && !_output.IsStalled
            && Time.GetElapsedTime(_output.LastFlush, timestamp) >= options.EchoInterval)
        {
            SendEcho(timestamp);
        }
    }

    protected override void OnDrain()
    {
        _intake.IsDraining = true;
        Wake();
    }

    /// <summary>Totals, the log of messages, and what somebody should look at.</summary>
    private void Account(in Slot slot, in PendingAnswer request)
    {
        ref readonly var reply = ref slot.Reply;
        if (reply.Class == ResultClass.Success && slot.Command.Kind == CommandKind.SetBusinessDate)
        {
            _link.CutOver(slot.Command.BusinessDate);
        }

        _link.Totals.Count(request.BusinessDate, slot.Command, reply, request.ReversesMoney);
        if (reply.Sequence != 0 && (reply.Flags & ReplyFlags.Replayed) == 0)
        {
            var code = _link.Profile.ResponseCodes.Of(request.Type.Class, reply.Result);
            _link.Records.Messages.Add(reply.Sequence, _link.Options.Name, request.Type, request.Card, code);
        }

        if (reply.Result == ResultCode.RequestIdConflict)
        {
            _link.Note(IsoIncidentKind.Conflict, request.Type, slot.Command, "the key of an earlier message with another content");
        }
        else if (reply.Result == ResultCode.UnknownAuthorization)
        {
            _link.Note(IsoIncidentKind.Unmatched, request.Type, slot.Command, "its original is not known");
        }
        else if (PaymentAnswer.IsAcceptedAnyway(_link.Profile, request.Type, reply))
        {
            _link.Note(IsoIncidentKind.AdviceNotCarriedOut, request.Type, slot.Command, reply.Result.ToString());
        }
    }

    /// <summary>Asks whether the client is there. Its answer, or whatever else it sends, is heard by the idle timeout.</summary>
    private void SendEcho(long timestamp)
    {
        var profile = _link.Profile;
        if (profile.Rules.CodeOf(NetworkFunction.Echo) is not { } code)
        {
            return;
        }

        Span<byte> frame = stackalloc byte[_link.Echo.AnswerBytesMax];
        var writer = new IsoWriter(profile, frame[profile.Framing.PrefixBytes..], new Mti((ushort)((profile.MtiVersion << 12) | 0x800)));
        var now = Time.GetUtcNow().UtcDateTime;
        writer.WriteText(7, Encoding.ASCII.GetBytes(now.ToString("MMddHHmmss", CultureInfo.InvariantCulture)));
        writer.WriteNumber(11, (ulong)((++_echoes % 999_999) + 1));
        writer.WriteText(profile.Rules.NetworkCode, Encoding.ASCII.GetBytes(code));
        if (writer.TryComplete(out var length) && profile.Framing.TryWrap(frame, length, default, out var frameBytes))
        {
            _output.Write(frame[..frameBytes]);
            _output.Flush(timestamp);
            Counters.Add(GatewayCounter.HeartbeatsSent);
        }
    }
}
