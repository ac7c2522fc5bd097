using System.Text.Json;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Tests.Bench;

public sealed class ScenarioCommandTests
{
    [Fact]
    public async Task A_scenario_says_what_each_phase_measured()
    {
        var (run, json) = await RunAsync("""
            {
              "description": "A little of everything.", "look_at": "The counts.", "accounts": 100, "history": true,
              "slow_disk": { "stall_ms": 1, "every_commits": 10 },
              "phases": [
                { "name": "closed", "seconds": 0.3, "connections": 2, "window": 4, "mix": "lifecycle", "access": "zipf", "measured": false },
                { "name": "idle", "seconds": 0.1 },
                { "name": "open", "seconds": 0.5, "connections": 2, "window": 16, "rate": 1000, "access": "hot" }
              ]
            }
            """);

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Equal(("fsync", 0), (json.GetProperty("durability").GetString(), json.GetProperty("errors").GetInt32()));
        var phases = json.GetProperty("phases").EnumerateArray().ToArray();
        Assert.Equal(["closed", "idle", "open"], phases.Select(static phase => phase.GetProperty("name").GetString()));
        Assert.Equal([true, false, true], phases.Select(static phase => phase.GetProperty("max_us").GetDouble() > 0));
        Assert.Equal((1_000, "open"), (phases[2].GetProperty("offered_per_s").GetInt32(), phases[2].GetProperty("loop").GetString()));
        Assert.True(phases[2].GetProperty("p50_us").GetDouble() <= phases[2].GetProperty("max_us").GetDouble());
    }

    [Fact]
    public async Task A_wrong_scenario_is_one_line_with_the_file_and_exit_code_2()
    {
        var run = await CommandLineRun.Of("bench", "--scenario", "nowhere.json");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.StartsWith("error: nowhere.json can't be read: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--target or --scenario must be given; see tpwallet bench --help")]
    [InlineData("--scenario starts a switch of its own: it goes without --target", "--scenario", "x.json", "--target", "embedded")]
    [InlineData("--rate is for a run without --scenario, whose file says it", "--scenario", "x.json", "--rate", "5")]
    public async Task Options_that_do_not_go_together_are_refused(string message, params string[] arguments)
    {
        var run = await CommandLineRun.Of(["bench", .. arguments]);
        Assert.Equal(($"error: {message}", ExitCodes.Usage), (run.Error.TrimEnd(), run.ExitCode));
    }

    private static async Task<(CommandLineRun Run, JsonElement Json)> RunAsync(string scenario)
    {
        var file = Path.Combine(Path.GetTempPath(), $"tpwallet-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, scenario);
        try
        {
            var run = await CommandLineRun.Of("bench", "--scenario", file, "--json");
            return (run, run.OutputJson());
        }
        finally
        {
            File.Delete(file);
        }
    }
}
