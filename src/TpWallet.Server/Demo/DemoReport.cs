using System.Text.Json.Serialization;
using TpWallet.Server.Measurement;

namespace TpWallet.Server.Demo;

/// <summary>What a demonstration showed, as JSON.</summary>
internal sealed record DemoReport
{
    /// <summary>Nothing lost, nothing doubled, nothing altered, the books balance.</summary>
    public required bool Proved { get; init; }

    public required string Durability { get; init; }

    public required int Acquirers { get; init; }

    public required int RatePerS { get; init; }

    public required double Seconds { get; init; }

    public required ulong Seed { get; init; }

    public required long Answered { get; init; }

    public required double AcknowledgedPerS { get; init; }

    public required double ApprovalRatePercent { get; init; }

    public required DemoCounts Counts { get; init; }

    public required double P50Us { get; init; }

    public required double P99Us { get; init; }

    [JsonPropertyName("p99_9_us")]
    public required double P999Us { get; init; }

    public required double MaxUs { get; init; }

    /// <summary>Journal batches of the first switch, up to a second before it was killed.</summary>
    public required long JournalBatches { get; init; }

    /// <summary>Requests without an answer when the switch was killed.</summary>
    public required int InDoubtAtKill { get; init; }

    public required long RecoveredCommands { get; init; }

    public required double RecoverySeconds { get; init; }

    public required long InDoubtApplied { get; init; }

    public required long InDoubtNotApplied { get; init; }

    public required long AskedAgain { get; init; }

    public required long Lost { get; init; }

    public required long Altered { get; init; }

    public required long AccountsCompared { get; init; }

    public required long AccountsWrong { get; init; }

    public required bool BooksBalance { get; init; }

    /// <summary>The first few things that were wrong.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>Sums up a run.</summary>
    public static DemoReport Of(DemoSettings settings, DemoCrash crash, DemoProof proof)
    {
        var latencies = new LatencyHistogram();
        var counts = crash.Offices.Aggregate(default(DemoCounts), (sum, office) => sum + office.Counters.Read(latencies));
        return new DemoReport
        {
            Proved = proof.Holds,
            Durability = "fsync",
            Acquirers = settings.Acquirers,
            RatePerS = settings.Rate,
            Seconds = Math.Round(crash.LoadTime.TotalSeconds, 3),
            Seed = settings.Seed,
            Answered = counts.Answered,
            AcknowledgedPerS = Math.Round(counts.Answered / crash.LoadTime.TotalSeconds),
            ApprovalRatePercent = Math.Round(counts.ApprovalRate, 2),
            Counts = counts,
            P50Us = latencies.PercentileUs(50),
            P99Us = latencies.PercentileUs(99),
            P999Us = latencies.PercentileUs(99.9),
            MaxUs = latencies.MaxUs,
            JournalBatches = crash.JournalBatches,
            InDoubtAtKill = crash.InDoubt,
            RecoveredCommands = crash.Recovered?.RecoveredCommands ?? 0,
            RecoverySeconds = crash.Recovered?.RecoverySeconds ?? 0,
            InDoubtApplied = proof.InDoubtApplied,
            InDoubtNotApplied = proof.InDoubtNotApplied,
            AskedAgain = proof.Asked,
            Lost = proof.Lost,
            Altered = proof.Altered,
            AccountsCompared = proof.AccountsCompared,
            AccountsWrong = proof.AccountsWrong,
            BooksBalance = proof.BooksBalance == true,
            Examples = proof.Examples,
        };
    }
}
