using TpWallet.Disruptor;
using TpWallet.Messages;

namespace TpWallet.Server.Engine.Group;

/// <summary>Neighbouring slots that came into the ring in the same way. Hot path.</summary>
internal static class SlotRun
{
    /// <summary>The last slot of the run that begins at a slot.</summary>
    public static long EndOf(RingBuffer<Slot> ring, long first, long last)
    {
        var origin = ring[first].Edge.Origin;
        var end = first;
        while (end < last && ring[end + 1].Edge.Origin == origin)
        {
            end++;
        }

        return end;
    }
}
