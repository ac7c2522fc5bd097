using TpWallet.Disruptor;
using TpWallet.Messages;

namespace TpWallet.Server.Engine;

/// <summary>A range of slots never ends inside a chain of linked commands, so no batch of the journal does. Hot path.</summary>
internal sealed class ChainBoundary : IRangeBoundary<Slot>
{
    public long LastWhole(RingBuffer<Slot> ring, long first, long last)
    {
        while (last >= first && (ring[last].Command.Flags & CommandFlags.Linked) != 0)
        {
            last--;
        }

        return last;
    }
}
