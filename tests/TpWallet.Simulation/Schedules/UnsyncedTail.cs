namespace TpWallet.Simulation.Schedules;

/// <summary>
/// A standby's process is killed with a batch in its file that the disk hasn't synced; it comes back, joins, and loses the batch with the power.
/// </summary>
internal static class UnsyncedTail
{
    public static void Play(Script script)
    {
        var (first, second, third) = (script.First, script.Second, script.Third);
        script.Network.CutOff(third.Id, cut: true);
        script.UntilInSync(first, second);
        second.Disk.Hang(true);
        script.Pay(first);
        script.For(20);
        second.Crash(powerCut: false);
        second.Start();
        second.Disk.Hang(true);
        script.UntilJoined(second, first);
        script.For(60);
        second.Crash(powerCut: true, keepUnsynced: 0);
        first.Crash();
        script.Network.Heal();
        second.Start();
        script.For(1_000);
        script.Settle();
    }
}
