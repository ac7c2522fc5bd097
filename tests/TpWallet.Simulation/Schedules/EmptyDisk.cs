namespace TpWallet.Simulation.Schedules;

/// <summary>An in-sync standby comes back with an empty disk, and the primary goes.</summary>
internal static class EmptyDisk
{
    public static void Play(Script script)
    {
        var (first, second, third) = (script.First, script.Second, script.Third);
        script.Network.CutOff(third.Id, cut: true);
        script.UntilInSync(first, second);
        script.PayAnswered(first);
        second.Crash();
        first.Crash();
        second.Disk.Wipe();
        script.Network.Heal();
        second.Start();
        script.For(1_000);
        script.Settle();
    }
}
