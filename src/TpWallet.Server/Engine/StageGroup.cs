using TpWallet.Disruptor;
using TpWallet.Messages;

namespace TpWallet.Server.Engine;

/// <summary>Several stages that one thread runs in turn over each range.</summary>
internal sealed class StageGroup(IReadOnlyList<IStage<Slot>> stages) : IStage<Slot>, IStageLifecycle
{
    public void OnStart()
    {
        foreach (var stage in stages)
        {
            (stage as IStageLifecycle)?.OnStart();
        }
    }

    public void OnBatch(RingBuffer<Slot> ring, long first, long last)
    {
        for (var index = 0; index < stages.Count; index++)
        {
            stages[index].OnBatch(ring, first, last);
        }
    }

    public void OnStop()
    {
        foreach (var stage in stages)
        {
            (stage as IStageLifecycle)?.OnStop();
        }
    }
}
