using TpWallet.Aeron.Time;

namespace TpWallet.Aeron.Tests.Simulation;

/// <summary>Time that passes only when it is told to.</summary>
internal sealed class SimulatedClock : INanoClock
{
    public long NanoTime { get; private set; }

    public void AdvanceTo(long time) => NanoTime = Math.Max(NanoTime, time);
}
