using TpWallet.Simulation.Broken;
using TpWallet.Simulation.Faults;
using TpWallet.Simulation.Group;

namespace TpWallet.Simulation;

/// <summary>
/// One seed: a while in which anything may happen, then enough of the group is mended and must answer everybody, then the books are compared.
/// </summary>
internal static class RandomRun
{
    private const long LivenessMs = 20_000;
    private const int AnswersAfterwards = 20;
    private const long RejoinMs = 100;
    private const long RejoiningMs = 5_000;

    /// <exception cref="SimulationFailure">The group broke a promise.</exception>
    public static RunFigures Execute(ulong seed, BrokenRule broken)
    {
        var faults = FaultMix.Draw(new SeededRandom(seed ^ 0x5EED));
        if (broken != BrokenRule.None)
        {
            faults = faults with { Maintenance = 0 }; // a broken rule is to be caught by what fails, whatever operators do
        }

        using var world = new World(seed, faults, broken);
        var trouble = new Troublemaker(world);
        trouble.Start();
        world.Time.RunUntil(faults.TroubleMs);
        trouble.Stop();

        var away = Heal(world);
        MustProgress(world, away);
        MustAgree(world, away);
        return new RunFigures(world.Time.Events, world.Auditor.Answers, (long)world.Store.Current.View.Epoch);
    }

    /// <returns>The member that stays out of order; null: none.</returns>
    public static SimulatedNode? Heal(World world)
    {
        var faults = world.Faults;
        var away = faults.OneStaysAway || faults.OneDiskStaysHung ? world.Random.Pick(world.Nodes) : null;
        if (faults.OneDiskStaysHung && world.Primary is { } primary && world.Random.Chance(700))
        {
            away = primary;
        }

        world.Faults = FaultMix.None with { Durability = faults.Durability };
        world.Network.Heal();
        world.Store.IsAway = false;
        world.Store.LosesSwapAnswers = false;
        world.Store.CutOff.Clear();
        foreach (var node in world.Nodes)
        {
            node.Disk.Hang(node == away && faults.OneDiskStaysHung);
            if (node == away && !faults.OneDiskStaysHung)
            {
                node.Crash();
            }
            else if (!node.IsRunning)
            {
                node.Start();
            }
            else
            {
                node.Resume();
            }
        }

        if (faults.Maintenance > 0 || !world.Store.Current.View.Removed.IsEmpty)
        {
            Rejoin(world, world.Time.NowMs + RejoiningMs);
        }

        return away;
    }

    /// <summary>
    /// The operator lets in whoever was taken out. Asks for a while: a primary may be deposed meanwhile, or just be taking somebody out.
    /// </summary>
    private static void Rejoin(World world, long untilMs)
    {
        foreach (var member in world.Primary?.Process!.Replica is { Status.View: { } view } ? view.Removed : [])
        {
            world.Primary!.Process!.Replica.TryRejoin(member);
        }

        if (world.Time.NowMs < untilMs)
        {
            world.Time.After(RejoinMs, () => Rejoin(world, untilMs));
        }
    }

    public static void MustProgress(World world, SimulatedNode? away)
    {
        var target = world.Auditor.Answers + AnswersAfterwards;
        var progressed = world.Time.RunUntil(world.Time.NowMs + LivenessMs, () => world.Auditor.Answers >= target);
        Audit.Auditor.Require(progressed,
            $"no progress within {LivenessMs} ms after everything was mended but {away?.Id.ToString() ?? "nobody"}; {Describe(world)}");

        foreach (var client in world.Clients)
        {
            client.IsPaused = true;
        }

        var drained = world.Time.RunUntil(world.Time.NowMs + LivenessMs, () => world.Clients.All(static client => client.Open == 0));
        Audit.Auditor.Require(drained, $"operations stay unanswered; {Describe(world)}");
    }

    public static void MustAgree(World world, SimulatedNode? away)
    {
        var members = world.Nodes.Where(node => node != away && node.IsRunning).ToArray();
        world.Time.RunUntil(world.Time.NowMs + LivenessMs, () => members.All(node => node.Process!.Applied == world.Auditor.End));
        world.Auditor.Conclude(members.Select(static node => (node.Id, node.Process!.Applied, node.Process.Core)));
    }

    public static string Describe(World world) => string.Join("; ", world.Nodes.Select(static node => node.Process is { } process
        ? $"{process.Replica.Status with { View = null }}{(node.IsPaused ? " paused" : "")}"
        : $"{node.Id} is down").Append(world.Store.Current.View.ToString()));
}
