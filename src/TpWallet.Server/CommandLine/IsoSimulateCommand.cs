using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Spectre.Console;
using TpWallet.Protocol.Iso8583;
using TpWallet.Server.Iso8583;
using TpWallet.Server.Iso8583.Conformance;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet iso simulate</c>: runs scripts as an acquirer.</summary>
internal static class IsoSimulateCommand
{
    private static readonly Option<string> ScriptOption = new("--script")
    {
        Description = "A script, or a folder of scripts with their world.json",
        HelpName = "FILE|DIR",
        DefaultValueFactory = static _ => "config/iso8583/conformance",
    };

    /// <summary>The command.</summary>
    public static Command Create(Option<string> profile, Option<string> connect)
    {
        var command = new Command("simulate", "Be an acquirer that sends and expects what scripts say. Ends with 1 when a case fails.")
        {
            ScriptOption, connect, profile,
        };
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var target = context.Get(connect)!;
            try
            {
                var endpoint = await TargetAddress.ResolveAsync(target, cancellationToken).ConfigureAwait(false);
                return await RunAsync(context, endpoint, cancellationToken).ConfigureAwait(false);
            }
            catch (ScriptException exception)
            {
                throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
            }
            catch (SocketException exception)
            {
                throw new CommandFailure(ExitCodes.CannotConnect, $"no connection to {target}: {exception.Message}", exception);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var profile = IsoCommand.ProfileOf(context);
        var path = context.Get(ScriptOption)!;
        var scripts = Script.Load(path).Where(script => script.Profiles.Contains(profile.Name)).ToList();
        if (scripts.Count == 0)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{path} holds no script for profile {profile.Name}");
        }

        var world = TestWorld.Load(path);
        var results = new List<CaseResult>();
        foreach (var script in scripts.SelectMany(static script => script.Cases))
        {
            using var run = new CaseRun(endpoint, profile, world, cancellationToken);
            results.Add(new CaseResult(script, await run.RunAsync(script).ConfigureAwait(false)));
        }

        Report(context, profile, results);
        return results.TrueForAll(static result => result.Failure is null) ? ExitCodes.Success : ExitCodes.CheckFailed;
    }

    private static void Report(CommandContext context, IsoProfile profile, List<CaseResult> results)
    {
        var failed = results.Count(static result => result.Failure is not null);
        if (context.Json)
        {
            foreach (var result in results)
            {
                var passed = result.Failure is null;
                context.WriteJson(new { @case = result.Case.Name, file = result.Case.File, passed, failure = result.Failure });
            }

            context.WriteJson(new { profile = profile.Name, cases = results.Count, passed = results.Count - failed, failed });
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("case", "file", "result");
        foreach (var result in results)
        {
            var verdict = result.Failure is null ? "passed" : $"FAILED: {result.Failure}";
            table.AddRow(new Text(result.Case.Name), new Text(result.Case.File), new Text(verdict));
        }

        Tables.Write(context.Out, table);
        context.Out.WriteLine($"{profile.Name}: {results.Count - failed} of {results.Count} cases passed");
    }
}
