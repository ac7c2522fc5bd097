using Spectre.Console;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Replay;

/// <summary>A progress bar on standard error while work is under way; nothing where no terminal would show it, or the result is to be JSON.</summary>
internal static class ProgressLine
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns when the work has ended, in whichever way.</summary>
    /// <param name="context">The running command.</param>
    /// <param name="work">What is waited for.</param>
    /// <param name="progress">How much is done, 0 to 1.</param>
    /// <param name="count">How many payments are done.</param>
    public static async Task ShowAsync(CommandContext context, Task work, Func<double> progress, Func<long> count)
    {
        if (context.Json || Console.IsErrorRedirected || context.Error != Console.Error)
        {
            await Task.WhenAny(work).ConfigureAwait(false);
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Error) });
        await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async bar =>
            {
                var task = bar.AddTask("payments");
                while (!work.IsCompleted)
                {
                    task.Value = progress() * task.MaxValue;
                    task.Description = $"{count():N0} payments";
                    await Task.WhenAny(work, Task.Delay(Interval)).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
    }
}
