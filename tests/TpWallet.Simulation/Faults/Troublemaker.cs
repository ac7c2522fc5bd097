using TpWallet.Replication;
using TpWallet.Replication.Views;
using TpWallet.Simulation.Group;

namespace TpWallet.Simulation.Faults;

/// <summary>
/// Breaks things ten times a virtual second, as the mix of the run says, and mends each after a while. Never takes more than the protocol promises
/// to survive: of every in-sync set that the store may hold, one member keeps its disk, and in memory mode its process.
/// </summary>
internal sealed class Troublemaker(World world)
{
    private const long PeriodMs = 100;
    private bool _stopped;

    public void Start() => world.Time.After(PeriodMs, Act);

    public void Stop() => _stopped = true;

    private void Act()
    {
        if (_stopped)
        {
            return;
        }

        var node = world.Random.Pick(world.Nodes);
        Break(node);
        StopProcess(node);
        if (world.Random.Chance(world.Faults.StoreAway))
        {
            world.Store.IsAway = true;
            Later(50, 800, () => world.Store.IsAway = false);
        }

        if (world.Random.Chance(world.Faults.HandOvers) && world.Primary is { } primary)
        {
            primary.Process!.Replica.TryHandOver(world.Random.Pick(world.Nodes).Id);
        }

        if (world.Faults.Maintenance > 0 && world.Random.Chance(world.Faults.Maintenance))
        {
            Maintain();
        }

        world.Time.After(PeriodMs, Act);
    }

    private void Maintain()
    {
        var member = world.Random.Pick(world.Nodes).Id;
        if (world.Primary?.Process!.Replica is not { } primary)
        {
            return;
        }

        if (world.Random.Chance(500))
        {
            primary.TryRemove(member);
        }
        else
        {
            primary.TryRejoin(member);
        }
    }

    private void Break(SimulatedNode node)
    {
        if (world.Random.Chance(world.Faults.OneWayBreaks))
        {
            var other = world.Random.Pick(world.Nodes);
            world.Network.Break(node.Id, other.Id, broken: true);
            Later(20, 700, () => world.Network.Break(node.Id, other.Id, broken: false));
        }

        if (world.Random.Chance(world.Faults.CutOff))
        {
            world.Network.CutOff(node.Id, cut: true);
            Later(50, 900, () => world.Network.CutOff(node.Id, cut: false));
        }

        if (world.Random.Chance(world.Faults.DiskHangs))
        {
            node.Disk.Hang(true);
            Later(20, 600, () => node.Disk.Hang(false));
        }

        if (world.Random.Chance(world.Faults.Pause) && node.IsRunning)
        {
            node.Pause();
            Later(50, 700, node.Resume);
        }
    }

    private void StopProcess(SimulatedNode node)
    {
        if (world.Random.Chance(world.Faults.CrashPrimary))
        {
            node = world.Primary ?? node;
        }
        else if (!world.Random.Chance(world.Faults.Crash))
        {
            return;
        }

        var wipe = world.Random.Chance(world.Faults.Wipe);
        var losesData = wipe || world.Faults.Durability == DurabilityLevel.Memory;
        if (!node.IsRunning || (losesData && !IsSpare(node)))
        {
            return;
        }

        node.Crash(powerCut: world.Random.Chance(500));
        if (wipe)
        {
            node.Disk.Wipe();
        }

        Later(10, 500, () => Restart(node));
    }

    private static void Restart(SimulatedNode node)
    {
        if (!node.IsRunning)
        {
            node.Start();
        }
    }

    /// <summary>Whether every in-sync set has another member that keeps what it has.</summary>
    private bool IsSpare(SimulatedNode node) =>
        world.Store.OnTheirWay.Append(world.Store.Current.View).All(view => view.InSync.Any(replica => IsKept(replica, node)));

    private bool IsKept(InSyncReplica replica, SimulatedNode lost)
    {
        var member = world.Node(replica.Node);
        return member != lost && member.Disk.JournalId == replica.JournalId
            && (member.IsRunning || world.Faults.Durability == DurabilityLevel.Fsync);
    }

    private void Later(int lowestMs, int highestMs, Action action) => world.Time.After(world.Random.Between(lowestMs, highestMs), () =>
    {
        // After the troubles everything is mended at once, and what stays broken is chosen then.
        if (!_stopped)
        {
            action();
        }
    });
}
