using TpWallet.Server.Bench;
using TpWallet.Server.Bench.Core;
using TpWallet.Server.Bench.Scenarios;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Tests.Bench;

public sealed class ScenarioFileTests
{
    private const string Header = """ "description": "d", "look_at": "l" """;

    public static TheoryData<string> Shipped =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "scenarios"), "*.json").Select(static path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_scenario_is_valid_and_fits_a_switch(string file)
    {
        var scenario = ScenarioFile.Load(Path.Combine(AppContext.BaseDirectory, "scenarios", file));
        Assert.Equal(Path.GetFileNameWithoutExtension(file), scenario.Name);
        var configuration = new ScenarioRun(scenario, static _ => { }).Fit(new SwitchConfiguration());
        Assert.InRange(configuration.Genesis.Accounts, scenario.Accounts, scenario.Accounts + 1_000);
        Assert.True(scenario.Phases.Sum(static phase => phase.Connections * phase.Window) < configuration.Engine.RingCapacity);
    }

    [Fact]
    public void Keys_that_are_left_out_keep_their_defaults()
    {
        var scenario = ScenarioFile.Parse($$"""
            { {{Header}}, "slow_disk": { "stall_ms": 7 }, // why
              "phases": [{ "name": "a", "seconds": 0.5, "connections": 2, "rate": 10.5, "mix": "lifecycle", "access": "zipf" }] }
            """);
        var phase = Assert.Single(scenario.Phases);
        Assert.Equal((100_000u, 1ul, false), (scenario.Accounts, scenario.Seed, scenario.History));
        Assert.Equal((1, 10.5, Mix.Lifecycle, AccessKind.Zipf, true), (phase.Window, phase.Rate, phase.Mix, phase.Access, phase.Measured));
        Assert.Equal("journal.before-commit:stall=7/1", scenario.SlowDisk?.ToFault());
    }

    [Theory]
    [InlineData("""{ "lookat": 1 }""", "unknown key 'lookat'; known here: description, look_at, ")]
    [InlineData("""{ "slow_disk": { "ms": 1 } }""", "unknown key 'slow_disk.ms'; known here: stall_ms, every_commits")]
    [InlineData("""{ "phases": [{ "name": "a" }, { "conections": 1 }] }""", "unknown key 'phases[1].conections'; known here: name, seconds,")]
    [InlineData("""{ "phases": [{ "rate": "max" }] }""", "the value of 'phases[0].rate' must be a number")]
    [InlineData("""{ "phases": [{ "mix": "all" }] }""", "the value of 'phases[0].mix' must be one of authorize, purchase, lifecycle")]
    [InlineData("""{ "accounts": -1 }""", "the value of 'accounts' must be a whole number that fits its range")]
    [InlineData("""{ "description": "" }""", "description must say what the scenario models")]
    [InlineData("""{ "description": "d" }""", "look_at must say what to look at in the results")]
    [InlineData("[]", "not a JSON object")]
    public void A_wrong_file_is_refused_with_the_key(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<ConfigurationException>(() => ScenarioFile.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""  """, "phases: their number must be 1 to 100, not 0")]
    [InlineData("""{ "seconds": 1 }""", "phases[0].name must be given")]
    [InlineData("""{ "name": "a" }""", "phases[0].seconds must be 0.1 to 3600, not 0")]
    [InlineData("""{ "name": "a", "seconds": 1, "rate": 5 }""", "phases[0].rate needs connections")]
    [InlineData("""{ "name": "a", "seconds": 1, "connections": 1, "rate": 0 }""", "phases[0].rate must be 1 to 100000000, not 0")]
    [InlineData("""{ "name": "a", "seconds": 1 }, { "name": "a", "seconds": 1 }""", "phases: the name 'a' is given twice")]
    [InlineData("""{ "name": "a", "seconds": 1 }""", "phases: connections of all together must be 1 to 4096, not 0")]
    [InlineData(
        """{ "name": "a", "seconds": 1, "connections": 64, "window": 65536 }""",
        "phases: connections times window of all together must be 1 to 983040, not 4194304")]
    public void A_value_out_of_range_is_refused_with_the_range(string phases, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() =>
            ScenarioFile.Parse($$"""{ {{Header}}, "phases": [{{phases}}] }""")).Message);
}
