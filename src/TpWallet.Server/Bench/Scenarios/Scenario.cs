using System.Text.Json.Serialization;
using TpWallet.Persistence.Journal;

namespace TpWallet.Server.Bench.Scenarios;

/// <summary>What a switch of its own goes through: phases of load, one behind the other. The keys of <c>benchmarks/scenarios/*.json</c>.</summary>
internal sealed record Scenario
{
    /// <summary>The file's name without its extension, or a preset's.</summary>
    [JsonIgnore]
    public string Name { get; init; } = "";

    /// <summary>What it models.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where in the results to look.</summary>
    public string LookAt { get; init; } = "";

    /// <summary>Customer wallets.</summary>
    public uint Accounts { get; init; } = 100_000;

    /// <summary>Of the random wallets, merchants and amounts.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether the switch keeps its event log and history.</summary>
    public bool History { get; init; }

    /// <summary>When a reply may leave.</summary>
    public DurabilityMode Durability { get; init; } = DurabilityMode.Fsync;

    /// <summary>A disk that stands still from time to time; not if null.</summary>
    public SlowDisk? SlowDisk { get; init; }

    /// <summary>What happens.</summary>
    public IReadOnlyList<Phase> Phases { get; init; } = [];

    /// <summary>Length of all phases together.</summary>
    [JsonIgnore]
    public TimeSpan Duration => TimeSpan.FromSeconds(Phases.Sum(static phase => phase.Seconds));
}
