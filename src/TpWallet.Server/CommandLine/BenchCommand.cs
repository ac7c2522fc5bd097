using System.CommandLine;
using System.Globalization;
using TpWallet.Gateway.Rest.Keys;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Bench;
using TpWallet.Server.Bench.Core;
using TpWallet.Server.Bench.Iso8583;
using TpWallet.Server.Bench.Rest;
using TpWallet.Server.Configuration;
using TpWallet.Server.Embedded;
using TpWallet.Server.Iso8583;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet bench</c>: load, and what it measured.</summary>
internal static class BenchCommand
{
    private const string OwnSwitch = "embedded";
    private const string Core = "core";
    private const string AtFullSpeed = "max";

    private static readonly Option<string> Target = new("--target")
    {
        Description = "HOST:PORT of a running switch, or of all members of a group, separated by commas; or "
            + $"'{OwnSwitch}': start one on a fresh folder with tables sized for the run, and delete it afterwards",
        HelpName = $"{SwitchTarget.Help}|{OwnSwitch}|{Core}",
    };

    private static readonly Option<BenchProtocol?> Protocol = Choices.Option<BenchProtocol>(
        "--protocol", $"What is spoken; other than binary with --target {OwnSwitch} only [default: binary]");

    private static readonly Option<int> Connections = Numbers.Option("--connections", "Sessions at a time", 8, 1, 4_096);
    private static readonly Option<int> Window = Numbers.Option("--window", "Unanswered requests of each session", 1_024, 1, 65_536);
    private static readonly Option<uint> Accounts = Numbers.Option("--accounts", "Customer wallets that pay", 100_000u, 1u, 50_000_000u);
    private static readonly Option<uint> OpenAuthorizations = Numbers.Option(
        "--open-authorizations", $"Authorizations that are kept open, of the target '{Core}'", 100_000u, 1u, 50_000_000u);

    private static readonly Option<AccessKind?> Access = Choices.Option<AccessKind>(
        "--access", $"Which wallets pay, of the target '{Core}' [default: uniform]");
    private static readonly Option<double> Seconds = Numbers.Option("--seconds", "Measured interval, seconds", 10.0, 0.1, 3_600);
    private static readonly Option<double> Warmup = Numbers.Option("--warmup", "Load before the measured interval, seconds", 3.0, 0, 600);
    private static readonly Option<ulong> Seed = Numbers.Option("--seed", "Of the random wallets, merchants and amounts", 1ul, 0ul, ulong.MaxValue);
    private static readonly Option<Mix?> Mix = Choices.Option<Mix>(
        "--mix", "What is sent; lifecycle: authorizations, captures, voids, purchases, inquiries and repeats [default: authorize]");

    private static readonly Option<DurabilityMode?> DurabilityOption = Choices.Option<DurabilityMode>(
        "--durability", $"Of the {OwnSwitch} switch [default: fsync]");

    private static readonly Option<string> Config = new("--config")
    {
        Description = $"Configuration file of the {OwnSwitch} switch",
        HelpName = "FILE",
    };

    private static readonly Option<double> Rate = new("--rate")
    {
        Description = "Requests a second over all sessions, on time whether or not the switch keeps up and measured from when each was due; "
            + $"or '{AtFullSpeed}': as many as the windows allow",
        HelpName = $"N|{AtFullSpeed}",
        CustomParser = static result =>
        {
            var text = result.Tokens[0].Value;
            if (text == AtFullSpeed)
            {
                return 0;
            }

            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is >= 1 and <= 100_000_000)
            {
                return rate;
            }

            result.AddError($"--rate must be '{AtFullSpeed}' or requests a second from 1 to 100000000, not '{text}'");
            return 0;
        },
    };

    private static readonly Option<bool> History = new("--history")
    {
        Description = $"The {OwnSwitch} switch keeps its event log and history, as 'serve' does; without it, only the journal",
    };

    private static readonly Option<int?> TimelineMs = Numbers.Optional(
        "--timeline-ms", "Tell answers and the worst latency of each interval of so many milliseconds, with --json", 10, 10_000);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("bench", "Put a switch under load and measure rate and latency. Ends with 1 if any reply is an error.")
        {
            Target, ScenarioBench.File, Protocol, Connections, Window, Rate, Accounts, OpenAuthorizations, Access, Seconds, Warmup, Mix, Seed,
            DurabilityOption, Config, History, TimelineMs,
        };
        command.Add(BenchReportCommand.Create());
        CommandContext.SetAction(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var plan = new BenchPlan(
            context.Get(Connections),
            context.Get(Window),
            context.Get(Rate),
            context.Get(Accounts),
            TimeSpan.FromSeconds(context.Get(Warmup)),
            TimeSpan.FromSeconds(context.Get(Seconds)),
            context.Get(Mix) ?? Bench.Mix.Authorize,
            context.Get(Seed))
        {
            Timeline = TimeSpan.FromMilliseconds(context.Get(TimelineMs) ?? 0),
        };
        var target = context.Get(Target);
        try
        {
            return target switch
            {
                null when context.IsGiven(ScenarioBench.File) => await RunScenarioAsync(context, cancellationToken).ConfigureAwait(false),
                null => throw new CommandFailure(ExitCodes.Usage, "--target or --scenario must be given; see tpwallet bench --help"),
                _ when context.IsGiven(ScenarioBench.File) => throw new CommandFailure(
                    ExitCodes.Usage, "--scenario starts a switch of its own: it goes without --target"),
                Core => await RunCoreAsync(context, cancellationToken).ConfigureAwait(false),
                OwnSwitch when context.Get(Protocol) == BenchProtocol.Rest =>
                    await RunRestAsync(context, plan with { Window = 1 }, cancellationToken).ConfigureAwait(false),
                OwnSwitch when context.Get(Protocol) == BenchProtocol.Iso8583 =>
                    await RunIsoAsync(context, plan, cancellationToken).ConfigureAwait(false),
                OwnSwitch => await RunEmbeddedAsync(context, plan, cancellationToken).ConfigureAwait(false),
                _ => await RunAgainstAsync(context, plan, target, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (LoadException exception)
        {
            throw new CommandFailure(ExitCodes.CannotConnect, exception.Message, exception);
        }
    }

    private static Task<int> RunScenarioAsync(CommandContext context, CancellationToken cancellationToken)
    {
        RefuseOptions(context, "a run without --scenario, whose file says it", Protocol, Connections, Window, Rate, Accounts, OpenAuthorizations,
            Access, Seconds, Warmup, Mix, Seed, DurabilityOption, History, TimelineMs);
        return ScenarioBench.RunAsync(context, context.Get(Config), cancellationToken);
    }

    private static async Task<int> RunCoreAsync(CommandContext context, CancellationToken cancellationToken)
    {
        RefuseOptions(context, $"a switch, not the target '{Core}'", Connections, Window, Rate, Mix, DurabilityOption, Config, History, TimelineMs);
        var plan = new CoreBenchPlan(
            context.Get(Accounts),
            context.Get(OpenAuthorizations),
            (context.Get(Access) ?? AccessKind.Uniform),
            TimeSpan.FromSeconds(context.Get(Warmup)),
            TimeSpan.FromSeconds(context.Get(Seconds)),
            context.Get(Seed));
        using var run = new CoreBenchRun(plan, ProgressOf(context), cancellationToken);
        var measurement = await Task.Factory.StartNew(run.Run, cancellationToken, TaskCreationOptions.LongRunning,
            TaskScheduler.Default).ConfigureAwait(false);
        return CoreBenchReport.Write(context, plan, measurement);
    }

    private static void RefuseOptions(CommandContext context, string whose, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
        {
            if (context.IsGiven(option))
            {
                throw new CommandFailure(ExitCodes.Usage, $"{option.Name} is for {whose}");
            }
        }
    }

    private static async Task<int> RunAgainstAsync(CommandContext context, BenchPlan plan, string target, CancellationToken cancellationToken)
    {
        RefuseOptions(context, $"--target {Core} only", OpenAuthorizations, Access);
        RefuseOptions(context, $"--target {OwnSwitch} only", Protocol);
        if (context.IsGiven(DurabilityOption) || context.IsGiven(Config))
        {
            throw new CommandFailure(ExitCodes.Usage, $"--durability and --config are for --target {OwnSwitch} only: a running switch has its own");
        }

        var switchTarget = await SwitchTarget.ReadAsync(target, cancellationToken).ConfigureAwait(false);
        var measurement = await MeasureAsync(context, plan, switchTarget, cancellationToken).ConfigureAwait(false);
        return BenchReport.Write(context, plan, target, measurement, server: null);
    }

    private static async Task<int> RunEmbeddedAsync(CommandContext context, BenchPlan plan, CancellationToken cancellationToken)
    {
        RefuseOptions(context, $"--target {Core} only", OpenAuthorizations, Access);
        var configuration = EmbeddedConfiguration(context, plan);
        if (!context.Json)
        {
            var genesis = configuration.Genesis;
            context.Error.WriteLine(
                $"starting a switch: room for {genesis.OpenAuthorizations:N0} open authorizations and {genesis.DuplicateEntries:N0} request ids"
                + $" (for at most {plan.ExpectedRequests:N0} requests)");
        }

        using var folder = new DataFolder(named: null);
        return await RunOwnAsync(context, plan, OwnSwitch, configuration with { Data = folder.Path },
            child => MeasureAsync(context, plan, SwitchTarget.Of(child.Ready.Endpoint), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a switch, measures it, and reports it together with what it told of itself.</summary>
    private static async Task<int> RunOwnAsync(CommandContext context, BenchPlan plan, string target, SwitchConfiguration configuration,
        Func<SwitchProcess, Task<BenchMeasurement>> measure, CancellationToken cancellationToken)
    {
        var child = await SwitchProcess.StartAsync(configuration, cancellationToken, lines: ProgressOf(context)).ConfigureAwait(false);
        await using (child.ConfigureAwait(false))
        {
            var measurement = await measure(child).ConfigureAwait(false);
            var interval = SwitchInterval.Between(measurement.MeasureTicks, measurement.EndTicks, child.Statistics);
            return BenchReport.Write(context, plan, target, measurement, interval);
        }
    }

    private static Action<string> ProgressOf(CommandContext context) => context.Json ? static _ => { } : context.Error.WriteLine;

    private static async Task<int> RunRestAsync(CommandContext context, BenchPlan plan, CancellationToken cancellationToken)
    {
        RefuseOptions(context, "the binary protocol only", Rate, Mix, OpenAuthorizations, Access, TimelineMs);
        RefuseOptions(context, "a protocol with windows: over REST each connection waits for its answer", Window);
        using var folder = new DataFolder(named: null);
        var keys = new ApiKeyFile(Path.Combine(Directory.CreateDirectory(folder.Path).FullName, ApiKeyFile.Name));
        var key = keys.Create(ApiKeyRole.Acquirer, BenchAccounts.Participant, "bench").Text;
        var sized = EmbeddedConfiguration(context, plan with { RatePerSecond = RestBenchRun.AssumedRatePerSecond });
        var configuration = sized with
        {
            Data = folder.Path,
            Rest = sized.Rest with { MaxConnections = Math.Max(sized.Rest.MaxConnections, plan.Connections + 1), RequestsPerSecond = 10_000_000 },
        };
        return await RunOwnAsync(
            context,
            plan,
            $"{OwnSwitch}, REST",
            configuration,
            async child =>
            {
                var binary = SwitchTarget.Of(child.Ready.Endpoint);
                await new BenchRun(plan, binary, ProgressOf(context)).SetUpAsync(cancellationToken).ConfigureAwait(false);
                var run = new RestBenchRun(plan, child.Ready.HttpEndpoint, key, ProgressOf(context));
                return await run.MeasureAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> RunIsoAsync(CommandContext context, BenchPlan plan, CancellationToken cancellationToken)
    {
        RefuseOptions(context, "the binary protocol only", Rate, Mix, OpenAuthorizations, Access, TimelineMs);
        using var folder = new DataFolder(named: null);
        var keyFile = Path.Combine(Directory.CreateDirectory(folder.Path).FullName, "token.key");
        TokenKeyFile.Create(keyFile);
        var configuration = IsoBenchWorld.Fit(EmbeddedConfiguration(context, plan), plan, keyFile) with { Data = folder.Path };
        return await RunOwnAsync(
            context,
            plan,
            $"{OwnSwitch}, ISO 8583",
            configuration,
            async child =>
            {
                var link = child.Ready.IsoLinks[IsoBenchWorld.Link];
                var run = new IsoBenchRun(plan, child.Ready.Endpoint, link, TokenKeyFile.Read(keyFile), ProgressOf(context));
                await run.SetUpAsync(cancellationToken).ConfigureAwait(false);
                return await run.MeasureAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static SwitchConfiguration EmbeddedConfiguration(CommandContext context, BenchPlan plan)
    {
        try
        {
            var file = SwitchConfigurationFile.Load(context.Get(Config));
            var configuration = plan.Fit(file with
            {
                Durability = context.Get(DurabilityOption) ?? file.Durability,
                History = file.History with { Enabled = context.Get(History) },
                Snapshots = file.Snapshots with { OnShutdown = false },
            });
            SwitchConfigurationCheck.Check(configuration);
            return configuration;
        }
        catch (ConfigurationException exception)
        {
            throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
        }
    }

    private static async Task<BenchMeasurement> MeasureAsync(
        CommandContext context, BenchPlan plan, SwitchTarget target, CancellationToken cancellationToken)
    {
        var run = new BenchRun(plan, target, ProgressOf(context));
        await run.SetUpAsync(cancellationToken).ConfigureAwait(false);
        return await run.MeasureAsync(cancellationToken).ConfigureAwait(false);
    }
}
