using System.IO.Pipelines;
using TpWallet.Disruptor;
using TpWallet.Gateway.Connections;
using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>The way out of a connection that speaks ISO 8583: each reply becomes a message, with what was kept of its request. Hot path.</summary>
internal sealed class IsoOutput : SessionOutput
{
    private readonly IsoLink _link;
    private readonly GatewayCounters _counters;

    public IsoOutput(IsoLink link, PipeWriter writer, TimeProvider time, GatewayCounters counters, Action onCaughtUp)
        : base(writer, time, counters, onCaughtUp)
    {
        _link = link;
        _counters = counters;
        Pending = new PendingAnswers(link.Echo, link.Options.Window);
    }

    /// <summary>The requests in flight.</summary>
    public PendingAnswers Pending { get; }

    /// <summary>Writes an answer of the gateway's own.</summary>
    public void WriteAnswer(in IsoMessage request, ReadOnlySpan<byte> frame, scoped in AnswerFields own)
    {
        Span<byte> kept = stackalloc byte[_link.Echo.Bytes];
        Span<byte> answer = stackalloc byte[_link.Echo.AnswerBytesMax];
        _link.Echo.Store(request, frame, kept);
        var length = _link.Echo.Write(kept, request.Mti.Response, own, answer);
        if (length == 0)
        {
            _counters.Add(GatewayCounter.IsoAnswersFailed);
        }

        Write(answer[..length]);
    }

    protected override void CopyReplies(PipeWriter writer, RingBuffer<Slot> ring, long first, int count)
    {
        for (var sequence = first; sequence < first + count; sequence++)
        {
            ref readonly var slot = ref ring[sequence];
            var room = writer.GetSpan(_link.Echo.AnswerBytesMax);
            writer.Advance(WriteReply(slot, room));
        }
    }

    private int WriteReply(in Slot slot, Span<byte> room)
    {
        var place = (int)slot.Edge.Correlation;
        var request = Pending[place].Type;
        Span<byte> additional = stackalloc byte[PaymentAnswer.AdditionalBytes];
        var own = PaymentAnswer.Compose(_link.Profile, request, slot.Command, slot.Reply, additional);
        var length = _link.Echo.Write(Pending.KeptOf(place), request.Response, own, room);
        if (length == 0)
        {
            _counters.Add(GatewayCounter.IsoAnswersFailed);
        }

        return length;
    }
}
