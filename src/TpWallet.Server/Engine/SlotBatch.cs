using TpWallet.Disruptor;
using TpWallet.Messages;

namespace TpWallet.Server.Engine;

/// <summary>A range of ring slots whose replies already carry the time of their batch. Hot path.</summary>
internal readonly struct SlotBatch(RingBuffer<Slot> ring, long first, long last) : ICommandBatch
{
    public int Count => (int)(last - first + 1);

    public ref readonly Command CommandAt(int index) => ref ring[first + index].Command;

    public ref Reply ReplyAt(int index) => ref ring[first + index].Reply;

    public long TimeMsAt(int index) => ring[first + index].Reply.TimeMs;
}
