using System.IO.Pipelines;
using TpWallet.Disruptor;
using TpWallet.Gateway.Connections;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Binary;

/// <summary>The way out of a connection that speaks the binary protocol: each reply is a frame. Hot path.</summary>
internal sealed class BinaryOutput(PipeWriter writer, TimeProvider time, GatewayCounters counters, Action onCaughtUp)
    : SessionOutput(writer, time, counters, onCaughtUp)
{
    protected override void CopyReplies(PipeWriter writer, RingBuffer<Slot> ring, long first, int count)
    {
        var end = first + count;
        for (var sequence = first; sequence < end;)
        {
            var room = writer.GetSpan(ReplyFrame.Size);
            var written = 0;
            while (sequence < end && ReplyFrame.TryWrite(room[written..], in ring[sequence].Reply, ring[sequence].Edge.Correlation))
            {
                written += ReplyFrame.Size;
                sequence++;
            }

            writer.Advance(written);
        }
    }
}
