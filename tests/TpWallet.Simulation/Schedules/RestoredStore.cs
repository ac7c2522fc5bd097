namespace TpWallet.Simulation.Schedules;

/// <summary>
/// The view store is restored from a backup in which a member is in sync that has been swapped out since; it takes over without what was committed
/// meanwhile.
/// </summary>
internal static class RestoredStore
{
    public static void Play(Script script)
    {
        var (first, second, third) = (script.First, script.Second, script.Third);
        var backup = script.Store.Current;
        script.Network.CutOff(second.Id, cut: true);
        script.Store.CutOff.Add(second.Id);
        script.UntilInSync(first, third);
        script.For(300);
        script.HoldNotices(first, third);
        script.PayAnswered(first);
        first.Crash();
        script.World.StopsAreExpected = true;
        script.Store.RestoreTo(backup);
        script.Network.Heal();
        script.Store.CutOff.Clear();
        script.For(1_000);
        script.Pay(second);
        script.For(500);
    }
}
