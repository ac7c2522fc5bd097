using System.Diagnostics;
using TpWallet.Simulation;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet simulate</c>: runs whole groups with the real protocol and the real core through random faults, from seeds.</summary>
internal static class SimulateCommand
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var seed = Numbers.Option("--seed", "The first seed", 1UL, 0UL, ulong.MaxValue);
        var runs = Numbers.Option("--runs", "How many seeds, one after the other", 100, 1, int.MaxValue);
        var command = new Command(
            "simulate",
            "Run groups of three members, with the protocol and the core of this switch, on simulated networks, disks, clocks and view "
                + "stores that fail. Each "
            + "seed draws its faults and replays exactly. An auditor predicts every answer. Ends with 1 and says the seed when a promise is broken.")
        {
            seed,
            runs,
        };
        CommandContext.SetAction(command, (context, cancellationToken) => Task.Run(
            () => Run(context, context.Get(seed), context.Get(runs), cancellationToken), CancellationToken.None));
        return command;
    }

    private static int Run(CommandContext context, ulong seed, int runs, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var told = TimeSpan.Zero;
        var done = 0;
        var report = SimulationRun.Execute(seed, runs, OnSeed, cancellationToken);
        var seconds = Math.Round(watch.Elapsed.TotalSeconds, 3);
        context.WriteResult(
            new { firstSeed = seed, report.Runs, report.Events, report.Answers, report.Epochs, report.FailedSeed, report.Failure, seconds },
            report.FailedSeed is { } failed
                ? $"FAILED: seed {failed}: {report.Failure}{Environment.NewLine}again: tpwallet simulate --seed {failed} --runs 1"
                : $"{report.Runs:N0} seeds from {seed} held: {report.Events:N0} events, {report.Answers:N0} answers, {report.Epochs:N0} "
                    + $"primaries in {seconds} s");
        cancellationToken.ThrowIfCancellationRequested();
        return report.FailedSeed is null ? ExitCodes.Success : ExitCodes.CheckFailed;

        void OnSeed(ulong held)
        {
            done++;
            if (watch.Elapsed - told >= ProgressInterval)
            {
                told = watch.Elapsed;
                context.Progress($"{done:N0} of {runs:N0} seeds held, the last one {held}");
            }
        }
    }
}
