using System.Globalization;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Replication.Log;
using TpWallet.Replication.Standby;
using TpWallet.Simulation;
using TpWallet.Simulation.Broken;
using TpWallet.Simulation.Faults;
using TpWallet.Simulation.Group;
using Xunit.Abstractions;

namespace TpWallet.Replication.Tests.Standby;

public sealed class TailSearchTests(ITestOutputHelper output)
{
    [Fact]
    public void Search_finds_exactly_the_last_batch_that_both_hold()
    {
        var given = Environment.GetEnvironmentVariable("TPWALLET_SEED");
        var seed = given is null ? Random.Shared.Next() : int.Parse(given, CultureInfo.InvariantCulture);
        output.WriteLine($"seed {seed}; repeat with TPWALLET_SEED={seed}");
        var random = new Random(seed);
        using var world = new World(1, FaultMix.None, BrokenRule.None);
        for (var round = 0; round < 60; round++)
        {
            var common = random.Next(200);
            var mine = Log(world, random, common, random.Next(200));
            var theirs = Log(world, new Random(round), 0, 0);
            var position = default(LogPosition);
            for (var batches = 0; batches < common && mine.TryReadNext(position, out var batch); batches++)
            {
                SealedBatch.TryRead(batch.Span, out var view);
                position = new LogPosition(view.Header.LastSequence, view.ComputeHash());
                theirs.Append(batch.Span, position.Hash);
            }

            Extend(theirs, random, random.Next(200));

            Assert.Equal(position, Search(mine, theirs, out var rounds));
            Assert.InRange(rounds, 1, 4);
        }
    }

    private static LogPosition Search(SimulatedLog mine, SimulatedLog theirs, out int rounds)
    {
        var search = new TailSearch(mine);
        search.Begin(default);
        for (rounds = 1; ; rounds++)
        {
            var last = default(LogPosition);
            foreach (var sample in search.Samples)
            {
                last = theirs.TryFindBoundary(sample.Sequence, out var own) && own == sample ? sample : last;
            }

            if (search.IsExhaustive)
            {
                return last;
            }

            search.Narrow(last);
        }
    }

    private static SimulatedLog Log(World world, Random random, int common, int more)
    {
        var log = new SimulatedLog(new SimulatedDisk(world), BrokenRule.None);
        Extend(log, random, common + more);
        return log;
    }

    private static void Extend(SimulatedLog log, Random random, int batches)
    {
        using var batch = new SealedBatch(50);
        for (; batches > 0; batches--)
        {
            batch.Reset();
            for (var commands = random.Next(1, 50); commands > 0; commands--)
            {
                batch.Append(new Command { Account = (ulong)random.NextInt64() });
            }

            batch.Seal(log.Tail.Sequence + 1, 1, 1, log.Tail.Hash);
            log.Append(batch.Bytes, batch.Hash);
        }
    }
}
