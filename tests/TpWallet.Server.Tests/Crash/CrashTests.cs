using System.Globalization;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Configuration;
using Xunit.Abstractions;

namespace TpWallet.Server.Tests.Crash;

/// <summary>
/// A real switch in a process of its own is killed, again and again on the same folder, while acquirers pay over the real protocol. What it
/// acknowledged it must know for ever, what it did not it must have done once or not at all. Segments, snapshots and the core's memory are small,
/// so that snapshots, released segments and forgotten ids are part of it. TPWALLET_CRASH_ROUNDS sets the number of rounds,
/// TPWALLET_LONG=1 makes it 200, TPWALLET_SEED repeats a run as far as the machine allows.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int RoundsStandard = 20;
    private const int RoundsLong = 200;
    private const int RoundsOfARunMax = 40;

    /// <summary>The rounds, in runs with a folder each, so that recovery stays short.</summary>
    public static TheoryData<int, int> Runs()
    {
        var runs = new TheoryData<int, int>();
        for (var left = Rounds(); left > 0; left -= RoundsOfARunMax)
        {
            runs.Add(runs.Count, Math.Min(left, RoundsOfARunMax));
        }

        return runs;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Switch_killed_under_load_loses_and_doubles_nothing(int run, int rounds)
    {
        var stored = await RunAsync(new CrashPlan { Rounds = rounds }, run);
        if (rounds >= RoundsStandard)
        {
            Assert.True(stored is { Snapshots: > 0, FirstSequence: > 1, EvictedThrough: > 0 }, $"nothing was released or forgotten: {stored}");
        }
    }

    [Fact]
    public Task Switch_killed_under_load_with_FasterLog_loses_and_doubles_nothing() => RunAsync(new CrashPlan { Journal = JournalKind.Faster });

    [Fact]
    public Task Switch_killed_under_load_with_a_thread_for_each_stage_loses_and_doubles_nothing() =>
        RunAsync(new CrashPlan { Topology = TopologyKind.ThreadPerStage });

    /// <summary>Few requests in flight, each batch a block of its own: many small batches fill a segment within a round.</summary>
    [Theory]
    [InlineData(JournalKind.Segments)]
    [InlineData(JournalKind.Faster)]
    public async Task Switch_killed_when_a_segment_begins_loses_and_doubles_nothing(JournalKind journal)
    {
        var plan = new CrashPlan
        {
            End = EndKind.KillAtNewFile,
            Journal = journal,
            SegmentBytes = 4 << 20,
            Connections = 1,
            Window = 2,
            ClientTills = 1,
            AnswersMax = 6_000,
        };
        var stored = await RunAsync(plan);
        Assert.True(stored.FirstSequence > 1 || stored.JournalBytes > plan.SegmentBytes, "no segment was filled");
    }

    [Theory]
    [InlineData(JournalKind.Segments)]
    [InlineData(JournalKind.Faster)]
    public Task Switch_killed_while_it_starts_loses_and_doubles_nothing(JournalKind journal) =>
        RunAsync(new CrashPlan { Rounds = 2, Journal = journal, KilledStartsMax = 5 });

    [Fact]
    public Task Switch_killed_while_idle_loses_nothing() => RunAsync(new CrashPlan { Rounds = 2, End = EndKind.KillIdle });

    /// <summary>A request that is without an answer when its session has been signed off has no effect.</summary>
    [Fact]
    public Task Switch_told_to_stop_answers_all_that_it_took_and_exits_with_0() =>
        RunAsync(new CrashPlan { End = EndKind.Drain, KilledStartsMax = 0 });

    private static int Rounds() => Environment.GetEnvironmentVariable("TPWALLET_CRASH_ROUNDS") is { } rounds
        ? int.Parse(rounds, CultureInfo.InvariantCulture)
        : Environment.GetEnvironmentVariable("TPWALLET_LONG") == "1" ? RoundsLong : RoundsStandard;

    private async Task<StoredState> RunAsync(CrashPlan plan, int number = 0)
    {
        using var run = new CrashRun(plan, number, output);
        await run.RunAsync();
        return run.Stored!;
    }
}
