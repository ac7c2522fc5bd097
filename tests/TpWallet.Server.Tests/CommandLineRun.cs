using System.Text.Json;

namespace TpWallet.Server.Tests;

/// <summary>One run of the command line in this process, with what it wrote.</summary>
internal sealed record CommandLineRun(int ExitCode, string Output, string Error)
{
    public static async Task<CommandLineRun> Of(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var exitCode = await Program.RunAsync(arguments, output, error, limit.Token);
        return new CommandLineRun(exitCode, output.ToString(), error.ToString());
    }

    public JsonElement ErrorJson() => JsonDocument.Parse(Error).RootElement;

    public JsonElement OutputJson() => JsonDocument.Parse(Output).RootElement;
}
