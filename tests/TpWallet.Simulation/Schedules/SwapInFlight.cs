using TpWallet.Replication.Wire;

namespace TpWallet.Simulation.Schedules;

/// <summary>The store already lists a standby as in sync, and its primary, whose answer was lost, commits without it.</summary>
internal static class SwapInFlight
{
    public static void Play(Script script)
    {
        script.Network.CutOff(script.Second.Id, cut: true);
        script.UntilInSync(script.First, script.Third);
        script.Store.LosesSwapAnswers = true;
        script.Network.Heal();
        script.Until(() => script.Store.Current.View.HasInSync(script.Second.Id), "the store lists the second");
        script.Store.CutOff.Add(script.First.Id);
        script.Network.Hold(MessageKind.Batch, script.First.Id, script.Second.Id);
        script.Until(() => script.First.Process!.Replica.Status.View?.HasInSync(script.Second.Id) == false, "the primary doesn't know");
        script.Pay(script.First);
        script.For(60);
        script.First.Crash();
        script.Third.Crash();
        script.Network.Heal();
        script.Store.LosesSwapAnswers = false;
        script.UntilPrimary(script.Second);
        script.Third.Start();
        script.For(500);
        script.Settle();
    }
}
