using TpWallet.Replication.Wire;

namespace TpWallet.Simulation.Schedules;

/// <summary>
/// A standby acknowledged a batch in one epoch and cut it in the next; the acknowledgement arrives when the first primary, which kept the batch, is
/// primary again.
/// </summary>
internal static class LateAcknowledgement
{
    public static void Play(Script script)
    {
        var (first, second, third) = (script.First, script.Second, script.Third);
        script.Network.CutOff(third.Id, cut: true);
        script.UntilInSync(first, second);
        script.Store.IsAway = true;
        script.Network.Heal();
        script.UntilJoined(third, first);
        script.Network.Hold(MessageKind.Batch, first.Id, second.Id);
        script.Network.Hold(MessageKind.Acknowledgement, third.Id, first.Id);
        script.Pay(first);
        script.For(30);
        first.Pause();
        script.Store.IsAway = false;
        script.UntilPrimary(second);
        script.Store.IsAway = true;
        script.UntilJoined(third, second);
        script.For(30);
        second.Crash();
        script.Network.Hold(MessageKind.Batch, first.Id, third.Id);
        first.Resume();
        script.Store.IsAway = false;
        script.UntilPrimary(first);
        script.UntilJoined(third, first);
        script.Network.DeliverHeld(MessageKind.Acknowledgement);
        script.For(500);
        first.Crash();
        script.Network.Heal();
        script.For(1_000);
        script.Settle();
    }
}
