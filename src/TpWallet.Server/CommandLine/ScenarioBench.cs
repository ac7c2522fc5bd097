using System.CommandLine;
using TpWallet.Server.Bench.Scenarios;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet bench --scenario FILE</c>.</summary>
internal static class ScenarioBench
{
    /// <summary>Which scenario.</summary>
    public static readonly Option<string> File = new("--scenario")
    {
        Description = "Send a switch of its own through the phases of a scenario, as benchmarks/scenarios/*.json; with --config alone",
        HelpName = "FILE",
    };

    /// <summary>Runs the scenario that the option names.</summary>
    public static async Task<int> RunAsync(CommandContext context, string? configurationFile, CancellationToken cancellationToken)
    {
        try
        {
            var scenario = ScenarioFile.Load(context.Get(File)!);
            var run = new ScenarioRun(scenario, context.Json ? static _ => { } : context.Error.WriteLine);
            var measured = await run.MeasureAsync(SwitchConfigurationFile.Load(configurationFile), cancellationToken).ConfigureAwait(false);
            return ScenarioReport.Write(context, measured);
        }
        catch (ConfigurationException exception)
        {
            throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
        }
    }
}
