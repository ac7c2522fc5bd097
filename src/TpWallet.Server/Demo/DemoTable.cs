using System.Globalization;
using Spectre.Console;
using TpWallet.Server.Measurement;

namespace TpWallet.Server.Demo;

/// <summary>The acquirers' work as a table, and as a line.</summary>
internal static class DemoTable
{
    /// <summary>One row for each acquirer, and their sum.</summary>
    public static Table Of(IReadOnlyList<AcquirerOffice> offices, TimeSpan elapsed, long? batches)
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
            $"{elapsed.TotalSeconds:0.0} s{Commits(batches)}; {all.Repeats:N0} repeats, {all.Conflicts:N0} conflicts, "
                + $"{all.PartialCaptures:N0} partial captures, {all.Voids:N0} voids"));
    }

    private static string[] Row(string name, DemoCounts counts, LatencyHistogram latencies, TimeSpan elapsed) =>
    [
        name, Number(counts.Answered), Number(PerSecond(counts, elapsed)),
            string.Create(CultureInfo.InvariantCulture, $"{counts.ApprovalRate:0.0} %"),
        Number(counts.Declined), Milliseconds(latencies, 50), Milliseconds(latencies, 99), Milliseconds(latencies, 99.9),
    ];

    /// <summary>The sum alone.</summary>
    public static string Line(IReadOnlyList<AcquirerOffice> offices, TimeSpan elapsed, long? batches)
    {
        var latencies = new LatencyHistogram();
        var counts = offices.Aggregate(default(DemoCounts), (sum, office) => sum + office.Counters.Read(latencies));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{elapsed.TotalSeconds,5:0.0} s: {counts.Answered:N0} answers, {PerSecond(counts, elapsed):N0} a second, {counts.ApprovalRate:0.0} % "
                + $"approved, p50 {latencies.PercentileUs(50):N0} us, p99 {latencies.PercentileUs(99):N0} us{Commits(batches)}");
    }

    private static double PerSecond(DemoCounts counts, TimeSpan elapsed) => elapsed > TimeSpan.Zero ? counts.Answered / elapsed.TotalSeconds : 0;

    private static string Milliseconds(LatencyHistogram latencies, double percent) =>
        (latencies.PercentileUs(percent) / 1_000).ToString("N2", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Commits(long? batches) =>
        batches is { } known ? string.Create(CultureInfo.InvariantCulture, $", {known:N0} journal commits") : "";
}
