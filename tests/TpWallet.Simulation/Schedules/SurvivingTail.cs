using TpWallet.Replication.Wire;

namespace TpWallet.Simulation.Schedules;

/// <summary>
/// A deposed primary's tail is replaced by batches of other boundaries that don't reach to its end; then it restarts and takes over.
/// </summary>
internal static class SurvivingTail
{
    public static void Play(Script script)
    {
        var (first, second, third) = (script.First, script.Second, script.Third);
        script.Network.Hold(MessageKind.Batch, first.Id, second.Id);
        script.Network.Hold(MessageKind.Batch, first.Id, third.Id);
        script.Pay(first, count: 12);
        script.For(30);
        script.Network.CutOff(first.Id, cut: true);
        script.Until(() => script.World.Primary is { } primary && primary != first, "another is primary");
        var other = script.World.Primary!;
        script.Pay(other, count: 3);
        script.For(50);
        script.Pay(other, count: 3);
        script.For(50);
        script.Network.Heal();
        script.UntilInSync(first, second, third);
        script.For(100);
        first.Crash();
        second.Crash();
        third.Crash();
        first.Start();
        script.UntilPrimary(first);
        script.Settle();
    }
}
