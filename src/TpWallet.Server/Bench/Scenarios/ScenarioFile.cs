using TpWallet.Server.Configuration;

namespace TpWallet.Server.Bench.Scenarios;

/// <summary>Reads scenarios from JSON, strictly, and checks their values.</summary>
internal static class ScenarioFile
{
    private const int PhasesMax = 100;
    private const int ConnectionsMax = 4_096;
    private const double SecondsMax = 3_600;

    // What the largest ring holds, which the windows of all sessions together never exceed, less what the switch keeps for itself.
    private const long UnansweredMax = (1 << 20) - (1 << 16);

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="ConfigurationException">It can't be read, isn't a scenario, or a value is out of its range.</exception>
    public static Scenario Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path)) with { Name = Path.GetFileNameWithoutExtension(path) };
        }
        catch (ConfigurationException exception)
        {
            throw new ConfigurationException($"{path}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads and checks the text of a scenario.</summary>
    /// <exception cref="ConfigurationException">It isn't a scenario, or a value is out of its range.</exception>
    public static Scenario Parse(string text)
    {
        var scenario = StrictJson.Parse<Scenario>(text);
        Check(scenario);
        return scenario;
    }

    /// <summary>Checks the values.</summary>
    /// <exception cref="ConfigurationException">One is out of its range; the message names the key and the range.</exception>
    public static void Check(Scenario scenario)
    {
        Require(scenario.Description.Length > 0, "description must say what the scenario models");
        Require(scenario.LookAt.Length > 0, "look_at must say what to look at in the results");
        Range("accounts", scenario.Accounts, 1, 50_000_000);
        if (scenario.SlowDisk is { } disk)
        {
            Range("slow_disk.stall_ms", disk.StallMs, 1, 10_000);
            Range("slow_disk.every_commits", disk.EveryCommits, 1, 1_000_000_000);
        }

        Range("phases: their number", scenario.Phases.Count, 1, PhasesMax);
        foreach (var (index, phase) in scenario.Phases.Index())
        {
            Check($"phases[{index}]", phase);
        }

        var twice = scenario.Phases.GroupBy(static phase => phase.Name).FirstOrDefault(static names => names.Count() > 1);
        Require(twice is null, $"phases: the name '{twice?.Key}' is given twice");
        Range("phases: connections of all together", scenario.Phases.Sum(static phase => (long)phase.Connections), 1, ConnectionsMax);
        Range("phases: connections times window of all together",
            scenario.Phases.Sum(static phase => (long)phase.Connections * phase.Window), 1, UnansweredMax);
    }

    private static void Check(string path, Phase phase)
    {
        Require(phase.Name.Length > 0, $"{path}.name must be given");
        Range($"{path}.seconds", phase.Seconds, 0.1, SecondsMax);
        Range($"{path}.connections", phase.Connections, 0, ConnectionsMax);
        Range($"{path}.window", phase.Window, 1, 65_536);
        Range($"{path}.rate", phase.Rate ?? 1, 1, 100_000_000);
        Require(phase.Connections > 0 || phase.Rate is null, $"{path}.rate needs connections");
    }

    private static void Range(string key, double value, double least, double most) =>
        Require(value >= least && value <= most, $"{key} must be {least} to {most}, not {value}");

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ConfigurationException(message);
        }
    }
}
