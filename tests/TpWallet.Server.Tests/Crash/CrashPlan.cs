using TpWallet.Persistence.Faults;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Tests.Crash;

/// <summary>How the rounds of a run go.</summary>
internal sealed record CrashPlan
{
    public int Rounds { get; init; } = 3;

    public EndKind End { get; init; } = EndKind.Kill;

    /// <summary>A round ends after a random number of answers up to this; where new files end it, at the latest after this number.</summary>
    public int AnswersMax { get; init; } = 3_000;

    /// <summary>Before each start, a random number of starts up to this are killed before they are done.</summary>
    public int KilledStartsMax { get; init; } = 1;

    /// <summary>Connections with a window full of requests, for each acquirer.</summary>
    public int Connections { get; init; } = 2;

    public uint Window { get; init; } = 32;

    /// <summary>Tills that share two clients and send one request at a time, for each acquirer.</summary>
    public int ClientTills { get; init; } = 8;

    public JournalKind Journal { get; init; } = JournalKind.Segments;

    public long SegmentBytes { get; init; } = 4 << 20;

    /// <summary>A snapshot is taken, and the journal before the last but one released, whenever so much was written, bytes.</summary>
    public long SnapshotJournalBytes { get; init; } = 256 << 10;

    /// <summary>Request ids that the core remembers; older ones only history knows.</summary>
    public uint DuplicateEntries { get; init; } = 4_096;

    /// <summary>Places at which the switch is to kill itself, one after the other; then there are no other rounds.</summary>
    public IReadOnlyList<FaultPoint> Faults { get; init; } = [];

    public TopologyKind Topology { get; init; } = TopologyKind.Auto;

    /// <summary>A round that a snapshot ends has at most so many answers: a snapshot comes within seconds.</summary>
    public const int AnswersUntilSnapshotMax = 50_000;

    /// <summary>Room to remember every request: preparations, answers, and what is sent in each round until the end has been noticed.</summary>
    public uint RequestsMax => (uint)(1 + Rounds + Faults.Count) * (AnswersUntilSnapshotMax / 2);
}
