using System.Globalization;
using TpWallet.Simulation;
using TpWallet.Simulation.Broken;
using Xunit.Abstractions;

namespace TpWallet.Replication.Tests.Simulation;

/// <summary>
/// Whole groups under random faults. <c>TPWALLET_SEED</c> runs one seed again, <c>TPWALLET_SEEDS</c> sets how many are run, <c>TPWALLET_LONG=1</c>
/// makes it 20,000.
/// </summary>
public sealed class RandomRunTests(ITestOutputHelper output)
{
    private const int SeedsStandard = 500;
    private const int SeedsLong = 20_000;
    private const ulong FirstSeed = 1;

    [Fact]
    public void Group_keeps_its_promises_whatever_fails()
    {
        var given = Environment.GetEnvironmentVariable("TPWALLET_SEED");
        var report = given is null
            ? SimulationRun.Execute(FirstSeed, Seeds())
            : SimulationRun.Execute(ulong.Parse(given, CultureInfo.InvariantCulture), 1);

        output.WriteLine(report.ToString());
        Assert.True(report.FailedSeed is null, $"TPWALLET_SEED={report.FailedSeed}: {report.Failure}");
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Seed_gives_the_same_run_every_time(ulong seed) =>
        Assert.Equal(RandomRun.Execute(seed, BrokenRule.None), RandomRun.Execute(seed, BrokenRule.None));

    private static int Seeds() => Environment.GetEnvironmentVariable("TPWALLET_SEEDS") is { } seeds
        ? int.Parse(seeds, CultureInfo.InvariantCulture)
        : Environment.GetEnvironmentVariable("TPWALLET_LONG") == "1" ? SeedsLong : SeedsStandard;
}
