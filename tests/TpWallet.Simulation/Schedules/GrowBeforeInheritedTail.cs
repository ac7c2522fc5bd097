using TpWallet.Replication.Wire;

namespace TpWallet.Simulation.Schedules;

/// <summary>
/// A standby takes over with a batch that was answered, which it can't know; another joins without that batch, and takes over in turn.
/// </summary>
internal static class GrowBeforeInheritedTail
{
    public static void Play(Script script)
    {
        script.Network.CutOff(script.Second.Id, cut: true);
        script.UntilInSync(script.First, script.Third);
        script.HoldNotices(script.First, script.Third);
        script.PayAnswered(script.First);
        script.First.Crash();
        script.Network.Heal();
        script.Network.Hold(MessageKind.Batch, script.Third.Id, script.Second.Id);
        script.UntilPrimary(script.Third);
        script.For(1_000);
        script.Third.Crash();
        script.Network.Heal();
        script.For(1_000);
        script.First.Start();
        script.For(500);
        script.Settle();
    }
}
