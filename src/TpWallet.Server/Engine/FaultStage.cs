using TpWallet.Disruptor;
using TpWallet.Messages;
using TpWallet.Persistence.Faults;

namespace TpWallet.Server.Engine;

/// <summary>A stage with a fault point before and after each range. Costs a call a range.</summary>
internal sealed class FaultStage(IStage<Slot> stage, FaultPoint before, FaultPoint after) : IStage<Slot>, IStageLifecycle
{
    public void OnStart() => (stage as IStageLifecycle)?.OnStart();

    public void OnBatch(RingBuffer<Slot> ring, long first, long last)
    {
        FaultPoints.Reach(before);
        stage.OnBatch(ring, first, last);
        FaultPoints.Reach(after);
    }

    public void OnStop() => (stage as IStageLifecycle)?.OnStop();
}
