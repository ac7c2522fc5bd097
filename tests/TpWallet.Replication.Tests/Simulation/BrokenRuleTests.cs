using TpWallet.Simulation;
using TpWallet.Simulation.Broken;
using TpWallet.Simulation.Schedules;
using Xunit.Abstractions;

namespace TpWallet.Replication.Tests.Simulation;

/// <summary>The simulation would notice: each rule, when broken, is caught by its schedule or within a few hundred seeds.</summary>
public sealed class BrokenRuleTests(ITestOutputHelper output)
{
    private const int SeedsMax = 300;

    public static TheoryData<string> WithSchedule => Names(static rule => Schedule.Of(rule) is not null);

    public static TheoryData<string> ByChance => Names(static rule => Schedule.Of(rule) is null);

    [Theory]
    [MemberData(nameof(WithSchedule))]
    public void Schedule_harms_the_variant_whose_rule_is_broken(string name)
    {
        var rule = Enum.Parse<BrokenRule>(name);

        var failure = Assert.Throws<SimulationFailure>(() => Schedule.Play(rule, rule));

        output.WriteLine(failure.Message);
    }

    [Theory]
    [MemberData(nameof(WithSchedule))]
    public void Schedule_does_nothing_to_the_protocol(string name) =>
        Schedule.Play(Enum.Parse<BrokenRule>(name), BrokenRule.None);

    [Theory]
    [MemberData(nameof(ByChance))]
    public void Chance_finds_the_broken_rule(string name)
    {
        var report = SimulationRun.Execute(firstSeed: 1, SeedsMax, Enum.Parse<BrokenRule>(name));

        output.WriteLine(report.ToString());
        Assert.True(report.FailedSeed is not null, $"{name} was not caught within {SeedsMax} seeds");
    }

    private static TheoryData<string> Names(Func<BrokenRule, bool> wanted) =>
        [.. Enum.GetValues<BrokenRule>().Where(rule => rule != BrokenRule.None && wanted(rule)).Select(static rule => rule.ToString())];
}
