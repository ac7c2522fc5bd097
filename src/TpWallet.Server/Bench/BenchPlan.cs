using System.Numerics;
using TpWallet.Messages;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Bench;

/// <summary>What a run of the load generator is to do.</summary>
/// <param name="Connections">Sessions at a time.</param>
/// <param name="Window">Unanswered requests of each session.</param>
/// <param name="RatePerSecond">Requests a second over all sessions, sent on time whether or not the switch keeps up; 0: as many as the windows
/// allow.</param>
/// <param name="Wallets">Customer wallets.</param>
/// <param name="Warmup">Load whose results don't count, before the measured interval.</param>
/// <param name="Duration">The measured interval.</param>
/// <param name="Mix">What the load consists of.</param>
/// <param name="Seed">Of the random wallets, merchants and amounts.</param>
internal sealed record BenchPlan(
    int Connections, int Window, double RatePerSecond, uint Wallets, TimeSpan Warmup, TimeSpan Duration, Mix Mix, ulong Seed)
{
    /// <summary>The rate that tables are sized for when the load has none of its own, requests a second.</summary>
    public const double AssumedRatePerSecond = 2_500_000;

    /// <summary>With a history the core need not remember every request of a long run: 12 million take about a gigabyte.</summary>
    private const uint ForgettingFrom = 12_000_000;

    private const int Spare = 1_000;
    private const int SmallestRing = 32_768;
    private const int LargestRing = 1 << 20;

    /// <summary>Length of the intervals in which answers are also counted; zero: they aren't.</summary>
    public TimeSpan Timeline { get; init; }

    /// <summary>Most requests that the run is expected to send.</summary>
    public long ExpectedRequests =>
        (long)((RatePerSecond > 0 ? RatePerSecond : AssumedRatePerSecond) * (Warmup + Duration).TotalSeconds) + Spare;

    /// <summary>The configuration with tables, ring and windows that this run fits into.</summary>
    public SwitchConfiguration Fit(SwitchConfiguration configuration)
    {
        var unanswered = (uint)Math.Min(LargestRing, (long)Connections * Window);
        var ring = Math.Max(SmallestRing, (int)BitOperations.RoundUpToPowerOf2(unanswered));
        var genesis = configuration.Genesis with
        {
            Accounts = Wallets + Spare,
            OpenAuthorizations = Mix == Mix.Authorize ? (uint)Math.Min(CommandLimits.OpenAuthorizationsMax, ExpectedRequests) : 1_000_000,
            DuplicateEntries = (uint)Math.Min(
                configuration.History.Enabled ? ForgettingFrom : CommandLimits.DuplicateEntriesMax, ExpectedRequests + (2L * Wallets)),
        };
        return configuration with
        {
            Genesis = genesis,
            Engine = configuration.Engine with
            {
                RingCapacity = Math.Max(ring, configuration.Engine.RingCapacity),
                TableMemory = IsSmall(genesis) ? TableMemoryKind.All : configuration.Engine.TableMemory,
            },
            Gateway = configuration.Gateway with
            {
                MaxConnections = Math.Max(configuration.Gateway.MaxConnections, Connections + 1),
                MaxWindow = Math.Max(configuration.Gateway.MaxWindow, Window),
            },
        };
    }

    /// <summary>Whether the tables, sized for more than may come, leave the machine half of its memory though all of theirs is taken.</summary>
    private static bool IsSmall(GenesisConfiguration genesis) =>
        (genesis.Accounts * 150L) + (genesis.OpenAuthorizations * 180L) + (genesis.DuplicateEntries * 85L)
            < GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
}
