using System.Globalization;
using System.Text;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Replay;

/// <summary>What a replay found, as JSON and in words.</summary>
internal sealed record ReplayReport
{
    public required string File { get; init; }

    public required string Durability { get; init; }

    public required string Clock { get; init; }

    /// <summary>The whole file was replayed.</summary>
    public required bool Complete { get; init; }

    /// <summary>Why not.</summary>
    public required string? StoppedBy { get; init; }

    public required long Payments { get; init; }

    public required long Approved { get; init; }

    public required long Declined { get; init; }

    public required long Errors { get; init; }

    /// <summary>Payments by the name of their result code.</summary>
    public required IReadOnlyDictionary<string, long> ByResult { get; init; }

    /// <summary>Payments that had been decided in an earlier run and were answered from memory.</summary>
    public required long Replayed { get; init; }

    public required int Accounts { get; init; }

    public required long BadRows { get; init; }

    public required IReadOnlyList<string> BadRowExamples { get; init; }

    /// <summary>Rows that were earlier than a row before them; decided at the time already reached.</summary>
    public required long LateRows { get; init; }

    public required double Seconds { get; init; }

    public required double PaymentsPerS { get; init; }

    public required double P50Us { get; init; }

    public required double P90Us { get; init; }

    public required double P99Us { get; init; }

    // The digit after "99_" is a decimal: p99_9_us, as in every report.
    [System.Text.Json.Serialization.JsonPropertyName("p99_9_us")]
    public required double P999Us { get; init; }

    public required double MaxUs { get; init; }

    /// <summary>Sums up a run.</summary>
    public static ReplayReport Of(string file, SignedOn session, ReplayRun run, ReplayCommands commands, ReplayTally tally) => new()
    {
        File = Path.GetFileName(file),
        Durability = Choices.Name(session.Durability),
        Clock = Choices.Name(session.Clock),
        Complete = run.StoppedBy is null,
        StoppedBy = run.StoppedBy,
        Payments = tally.Payments,
        Approved = tally.Count(ResultClass.Success),
        Declined = tally.Count(ResultClass.Declined),
        Errors = tally.Payments - tally.Count(ResultClass.Success) - tally.Count(ResultClass.Declined),
        ByResult = tally.ByResult.ToDictionary(static pair => pair.Key.ToString(), static pair => pair.Value),
        Replayed = tally.Replayed,
        Accounts = commands.Accounts,
        BadRows = run.BadRows,
        BadRowExamples = run.BadRowExamples,
        LateRows = commands.LateRows,
        Seconds = Math.Round(run.Elapsed.TotalSeconds, 3),
        PaymentsPerS = run.Elapsed > TimeSpan.Zero ? Math.Round(tally.Payments / run.Elapsed.TotalSeconds) : 0,
        P50Us = tally.Latencies.PercentileUs(50),
        P90Us = tally.Latencies.PercentileUs(90),
        P99Us = tally.Latencies.PercentileUs(99),
        P999Us = tally.Latencies.PercentileUs(99.9),
        MaxUs = tally.Latencies.MaxUs,
    };

    /// <summary>The report for a person.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{File}: {Payments:N0} payments answered in {Seconds:0.000} s, {PaymentsPerS:N0} a second "
            + $"(durability {Durability}, {Clock} clock)");
        foreach (var (result, count) in ByResult)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {result,-30}{count,14:N0}{100.0 * count / Payments,8:0.00} %");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"  {"answered from memory",-30}{Replayed,14:N0}   (decided in an earlier run)");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {"accounts",-30}{Accounts,14:N0}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {"bad rows, passed over",-30}{BadRows,14:N0}");
        if (LateRows > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {"rows earlier than one before",-30}{LateRows,14:N0}   (decided at "
                + $"the time already reached)");
        }

        text.Append(CultureInfo.InvariantCulture, $"  latency p50 {P50Us:N0} us, p90 {P90Us:N0} us, p99 {P99Us:N0} us, p99.9 {P999Us:N0} "
            + $"us, longest {MaxUs:N0} us");
        return text.ToString();
    }
}
