using TpWallet.Server.Embedded;

namespace TpWallet.Server.Demo;

/// <summary>What was seen around the crash.</summary>
/// <param name="Offices">The acquirers.</param>
/// <param name="LoadTime">For how long payments were made.</param>
/// <param name="JournalBatches">Journal batches that the first switch had told of.</param>
/// <param name="InDoubt">Requests without an answer after the crash.</param>
/// <param name="Recovered">What the second switch said when it listened; none before it does.</param>
internal sealed record DemoCrash(
    IReadOnlyList<AcquirerOffice> Offices, TimeSpan LoadTime, long JournalBatches, int InDoubt, SwitchReady? Recovered);
