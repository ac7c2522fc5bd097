namespace TpWallet.Server.CommandLine;

/// <summary>Writes progress at once, on the thread that makes it: a line that came later could find its writer closed.</summary>
internal sealed class ProgressLines(CommandContext context) : IProgress<string>
{
    public void Report(string value) => context.Progress(value);
}
