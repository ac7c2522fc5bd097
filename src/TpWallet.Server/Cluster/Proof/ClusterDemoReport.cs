using System.Text.Json.Serialization;
using TpWallet.Server.Configuration;
using TpWallet.Server.Demo;
using TpWallet.Server.Measurement;

namespace TpWallet.Server.Cluster.Proof;

/// <summary>What a demonstration of a group showed, as JSON.</summary>
internal sealed record ClusterDemoReport
{
    /// <summary>Nothing lost, nothing doubled, nothing altered, the books of every member balance, and all hold the same.</summary>
    public required bool Proved { get; init; }

    public required GroupDurability Durability { get; init; }

    public required int Nodes { get; init; }

    public required string ViewStore { get; init; }

    public required int RatePerS { get; init; }

    public required double Seconds { get; init; }

    public required ulong Seed { get; init; }

    public required long Acknowledged { get; init; }

    public required double AcknowledgedPerS { get; init; }

    public required double ApprovalRatePercent { get; init; }

    public required DemoCounts Counts { get; init; }

    public required double P50Us { get; init; }

    public required double P99Us { get; init; }

    [JsonPropertyName("p99_9_us")]
    public required double P999Us { get; init; }

    public required double MaxUs { get; init; }

    public required IReadOnlyList<FailOver> FailOvers { get; init; }

    /// <summary>From a kill to the first acknowledged payment, the longest, milliseconds.</summary>
    public required double WorstFailOverMs { get; init; }

    /// <summary>Requests that had no answer in time, whatever the client did.</summary>
    public required int Failed { get; init; }

    public required long AskedAgain { get; init; }

    public required long Lost { get; init; }

    /// <summary>Accounts that hold another balance than each acknowledged effect, once, makes.</summary>
    public required long Doubled { get; init; }

    public required long Altered { get; init; }

    public required long AccountsCompared { get; init; }

    public required bool BooksBalance { get; init; }

    public required bool MembersAgree { get; init; }

    public required IReadOnlyList<ClusterDemoMember> Members { get; init; }

    /// <summary>The first few things that were wrong.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>Sums up a run.</summary>
    public static ClusterDemoReport Of(ClusterPlan plan, ClusterDemoSettings settings, DemoLoad load, ClusterDemoFindings findings)
    {
        var proof = load.Ledgers.Proof;
        var latencies = new LatencyHistogram();
        var counts = load.Offices.Aggregate(default(DemoCounts), (sum, office) => sum + office.Counters.Read(latencies));
        return new ClusterDemoReport
        {
            Proved = proof.Holds && findings.Difference is null,
            Durability = plan.Durability,
            Nodes = plan.Nodes,
            ViewStore = plan.EtcdEndpoints.Count == 0 ? "file" : "etcd",
            RatePerS = settings.Rate,
            Seconds = Math.Round(findings.LoadTime.TotalSeconds, 3),
            Seed = settings.Seed,
            Acknowledged = counts.Answered,
            AcknowledgedPerS = Math.Round(counts.Answered / findings.LoadTime.TotalSeconds),
            ApprovalRatePercent = Math.Round(counts.ApprovalRate, 2),
            Counts = counts,
            P50Us = latencies.PercentileUs(50),
            P99Us = latencies.PercentileUs(99),
            P999Us = latencies.PercentileUs(99.9),
            MaxUs = latencies.MaxUs,
            FailOvers = findings.FailOvers,
            WorstFailOverMs = findings.FailOvers.Select(static failOver => failOver.FirstPaymentMs).DefaultIfEmpty().Max(),
            Failed = findings.Failed,
            AskedAgain = proof.Asked,
            Lost = proof.Lost,
            Doubled = proof.AccountsWrong,
            Altered = proof.Altered,
            AccountsCompared = proof.AccountsCompared,
            BooksBalance = proof.BooksBalance == true,
            MembersAgree = findings.Difference is null,
            Members = [.. findings.Members.Select(ClusterDemoMember.Of)],
            Examples = findings.Difference is null ? proof.Examples : [.. proof.Examples, findings.Difference],
        };
    }
}
