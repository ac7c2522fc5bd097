using System.Globalization;
using Spectre.Console;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Measurement;

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

    /// <summary>Shows the acquirers' work until it ends.</summary>
    /// <param name="work">What is waited for.</param>
    /// <param name="offices">The acquirers.</param>
    /// <param name="elapsed">For how long they have worked.</param>
    /// <param name="batches">How many batches the journal has taken; null: not known.</param>
    public async Task ShowAsync(Task work, IReadOnlyList<AcquirerOffice> offices, Func<TimeSpan> elapsed, Func<long>? batches = null)
    {
        string Commits() => batches is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {batches():N0} journal commits");
        if (_live)
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Out) });
            await console.Live(Table(offices, elapsed(), Commits())).StartAsync(async live =>
            {
                while (!work.IsCompleted)
                {
                    await Task.WhenAny(work, Task.Delay(TableInterval)).ConfigureAwait(false);
                    live.UpdateTarget(Table(offices, elapsed(), Commits()));
                }
            }).ConfigureAwait(false);
            return;
        }

        while (await Task.WhenAny(work, Task.Delay(LineInterval)).ConfigureAwait(false) != work)
        {
            Say(Line(offices, elapsed(), Commits()));
        }

        await work.ConfigureAwait(false);
    }

    private static Table Table(IReadOnlyList<AcquirerOffice> offices, TimeSpan elapsed, string commits)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Payments over the binary protocol, durability fsync");
        string[] columns = ["acquirer", "answers", "per s", "approved", "declined", "p50 ms", "p99 ms", "p99.9 ms"];
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        }

        var allLatencies = new LatencyHistogram();
        var all = default(DemoCounts);
        foreach (var office in offices)
        {
            var latencies = new LatencyHistogram();
            var counts = office.Counters.Read(latencies);
            all += counts;
            allLatencies.Add(latencies);
            table.AddRow(Row($"{office.Acquirer.Participant} ({office.Acquirer.Currency})", counts, latencies, elapsed));
        }

        table.AddEmptyRow();
        table.AddRow(Row("all", all, allLatencies, elapsed));
        return table.Caption(string.Create(
            CultureInfo.InvariantCulture,
            $"{elapsed.TotalSeconds:0.0} s{commits}; {all.Repeats:N0} repeats, {all.Conflicts:N0} conflicts, "
                + $"{all.PartialCaptures:N0} partial captures, {all.Voids:N0} voids"));
    }

    private static string[] Row(string name, DemoCounts counts, LatencyHistogram latencies, TimeSpan elapsed) =>
    [
        name, Number(counts.Answered), Number(PerSecond(counts, elapsed)),
            string.Create(CultureInfo.InvariantCulture, $"{counts.ApprovalRate:0.0} %"),
        Number(counts.Declined), Milliseconds(latencies, 50), Milliseconds(latencies, 99), Milliseconds(latencies, 99.9),
    ];

    private static string Line(IReadOnlyList<AcquirerOffice> offices, TimeSpan elapsed, string commits)
    {
        var latencies = new LatencyHistogram();
        var counts = offices.Aggregate(default(DemoCounts), (sum, office) => sum + office.Counters.Read(latencies));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{elapsed.TotalSeconds,5:0.0} s: {counts.Answered:N0} answers, {PerSecond(counts, elapsed):N0} a second, {counts.ApprovalRate:0.0} % "
                + $"approved, p50 {latencies.PercentileUs(50):N0} us, p99 {latencies.PercentileUs(99):N0} us{commits}");
    }

    private static double PerSecond(DemoCounts counts, TimeSpan elapsed) => elapsed > TimeSpan.Zero ? counts.Answered / elapsed.TotalSeconds : 0;

    private static string Milliseconds(LatencyHistogram latencies, double percent) =>
        (latencies.PercentileUs(percent) / 1_000).ToString("N2", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
