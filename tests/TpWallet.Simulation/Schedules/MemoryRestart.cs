namespace TpWallet.Simulation.Schedules;

/// <summary>Where memory is all there is: an in-sync standby restarts so quickly that nobody misses it, without what it had acknowledged.</summary>
internal static class MemoryRestart
{
    public static void Play(Script script)
    {
        var (first, second, third) = (script.First, script.Second, script.Third);
        script.Network.CutOff(third.Id, cut: true);
        script.UntilInSync(first, second);
        second.Disk.Hang(true);
        script.PayAnswered(first);
        second.Crash(powerCut: true, keepUnsynced: 0);
        script.Network.Heal();
        script.Network.CutOff(first.Id, cut: true);
        script.Store.CutOff.Add(first.Id);
        second.Start();
        script.For(1_500);
        script.Settle();
    }
}
