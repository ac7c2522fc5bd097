using TpWallet.Replication.TakeOver;

namespace TpWallet.Simulation.Schedules;

/// <summary>An operator forces a member that is cut off from a group which serves, and whose members can't reach the view store.</summary>
internal static class ForcedSplitBrain
{
    public static void Play(Script script)
    {
        var (first, second, third) = (script.First, script.Second, script.Third);
        script.Network.CutOff(second.Id, cut: true);
        script.UntilInSync(first, third);
        script.Store.CutOff.Add(first.Id);
        script.Store.CutOff.Add(third.Id);
        second.Process!.Replica.TryForcePrimary(ForceMode.NeedsPromise, minInSync: 1);
        script.For(500);
        script.Pay(second);
        script.For(200);
        script.Pay(first);
        script.For(200);
        second.Crash();
        second.Start();
        script.Settle();
    }
}
