namespace TpWallet.Simulation.Schedules;

/// <summary>
/// Both standbys have served in a newer epoch, restart, and meet the old primary, which knows nothing of it, before they can read the view.
/// </summary>
internal static class ForgottenEpoch
{
    public static void Play(Script script)
    {
        script.Network.CutOff(script.First.Id, cut: true);
        script.Store.CutOff.Add(script.First.Id);
        script.Until(() => script.World.Primary is { } primary && primary.Process!.Replica.Status.AcceptedEpoch == script.Store.Current.View.Epoch
            && primary != script.First, "another is primary");
        script.PayAnswered(script.World.Primary!);
        script.Second.Crash();
        script.Third.Crash();
        script.Store.IsAway = true;
        script.Second.Start();
        script.Third.Start();
        script.Network.Heal();
        script.For(100);
        script.Pay(script.First);
        script.For(500);
        script.Settle();
    }
}
