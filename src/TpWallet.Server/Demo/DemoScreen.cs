using Spectre.Console;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Demo;

/// <summary>
/// Shows a demonstration as it goes: a live table on a terminal, a line a second where there is none, nothing when the result is to be JSON.
/// </summary>
internal sealed class DemoScreen(CommandContext context)
{
    private static readonly TimeSpan TableInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(1);

    private readonly bool _live = !context.Json && !Console.IsOutputRedirected && context.Out == Console.Out;

    /// <summary>One step of the story.</summary>
    public void Say(string text)
    {
        if (!context.Json)
        {
            context.Out.WriteLine(text);
            context.Out.Flush();
        }
    }

    /// <summary>Shows work until it ends, in whichever way.</summary>
    /// <param name="work">What is waited for.</param>
    /// <param name="table">Makes what a terminal shows.</param>
    /// <param name="line">Makes the line that is written otherwise.</param>
    public async Task ShowAsync(Task work, Func<Table> table, Func<string> line)
    {
        if (_live)
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Out) });
            await console.Live(table()).StartAsync(async live =>
            {
                while (!work.IsCompleted)
                {
                    await Task.WhenAny(work, Task.Delay(TableInterval)).ConfigureAwait(false);
                    live.UpdateTarget(table());
                }
            }).ConfigureAwait(false);
        }

        while (await Task.WhenAny(work, Task.Delay(LineInterval)).ConfigureAwait(false) != work)
        {
            Say(line());
        }

        await work.ConfigureAwait(false);
    }
}
