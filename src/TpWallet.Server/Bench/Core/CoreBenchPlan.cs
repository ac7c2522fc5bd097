using TpWallet.Messages;

namespace TpWallet.Server.Bench.Core;

/// <summary>What a run of the core alone is to do.</summary>
/// <param name="Wallets">Customer wallets, each funded and within the limits of a tier.</param>
/// <param name="OpenAuthorizations">Authorizations that are kept open.</param>
/// <param name="Access">Which wallets pay.</param>
/// <param name="Warmup">Load whose results don't count, before the measured interval.</param>
/// <param name="Duration">The measured interval.</param>
/// <param name="Seed">Of the random wallets, merchants and amounts.</param>
internal sealed record CoreBenchPlan(uint Wallets, uint OpenAuthorizations, AccessKind Access, TimeSpan Warmup, TimeSpan Duration, ulong Seed)
{
    /// <summary>Commands in one batch.</summary>
    public const int BatchSize = 4_096;

    /// <summary>The rate that the table of request ids is sized for, commands a second; a faster run ends early.</summary>
    public const double AssumedRatePerSecond = 6_000_000;

    private const uint Spare = 1_000;

    /// <summary>Request ids for the set-up, the authorizations that stay open, and both intervals.</summary>
    public uint DuplicateEntries => (uint)Math.Min(
        CommandLimits.DuplicateEntriesMax,
            (2.0 * Wallets) + OpenAuthorizations + Spare + (4 * BatchSize) + (AssumedRatePerSecond * (Warmup + Duration).TotalSeconds));

    /// <summary>
    /// Tables that hold exactly this run: the authorizations' one is always full, so that each new one takes the place of the one that
    /// ended first.
    /// </summary>
    public TableSizesBody Tables => new()
    {
        Accounts = Wallets + Spare,
        OpenAuthorizations = OpenAuthorizations + BatchSize,
        DuplicateEntries = DuplicateEntries,
        Participants = 16,
        Instruments = 1,
    };
}
