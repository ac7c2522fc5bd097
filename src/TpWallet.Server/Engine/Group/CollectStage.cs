using TpWallet.Disruptor;
using TpWallet.Messages;

namespace TpWallet.Server.Engine.Group;

/// <summary>
/// First stage of a member of a group: gathers the commands that have no place in the log yet, whatever waits in one batch, and hands them to the
/// agent. What comes from the log has its place and passes. Hot path.
/// </summary>
internal sealed class CollectStage(BatchQueue<CollectedBatch> batches, Action wake) : IStage<Slot>
{
    public void OnBatch(RingBuffer<Slot> ring, long first, long last)
    {
        for (var slot = first; slot <= last;)
        {
            var end = SlotRun.EndOf(ring, slot, last);
            if (ring[slot].Edge.Origin == SlotOrigin.New)
            {
                Collect(ring, slot, end);
            }

            slot = end + 1;
        }
    }

    private void Collect(RingBuffer<Slot> ring, long first, long last)
    {
        var collected = batches.Rent();
        collected.Batch.Reset();
        collected.FirstSlot = first;
        for (var slot = first; slot <= last; slot++)
        {
            collected.Batch.Append(ring[slot].Command);
        }

        batches.Enqueue();
        wake();
    }
}
