using TpWallet.Persistence.Journal;

namespace TpWallet.Server.Configuration;

/// <summary>How a switch is set up. The keys of <c>config/switch.json</c>, which says what each means.</summary>
internal sealed record SwitchConfiguration
{
    /// <summary>Name of the journal's folder within <see cref="Data"/>.</summary>
    public const string JournalFolder = "journal";

    /// <summary>Name of the snapshots' folder within <see cref="Data"/>.</summary>
    public const string SnapshotsFolder = "snapshots";

    /// <summary>Name of the event log's folder within <see cref="Data"/>.</summary>
    public const string EventsFolder = "events";

    /// <summary>Name of the history's folder within <see cref="Data"/>.</summary>
    public const string HistoryFolder = "history";

    /// <summary>Folder of everything that the switch keeps; created when missing.</summary>
    public string Data { get; init; } = "data";

    /// <summary>IP address to listen on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>TCP port to listen on; 0: any free one.</summary>
    public int Port { get; init; } = 7400;

    /// <summary>Allows an address that isn't loopback although nothing is encrypted.</summary>
    public bool Insecure { get; init; }

    /// <summary>Which journal.</summary>
    public JournalKind Journal { get; init; } = JournalKind.Segments;

    /// <summary>When a reply may leave.</summary>
    public DurabilityMode Durability { get; init; } = DurabilityMode.Fsync;

    /// <summary>Bytes of one preallocated journal segment.</summary>
    public long SegmentBytes { get; init; } = 256L << 20;

    /// <summary>Bytes that must be free on the disk, or new requests are refused.</summary>
    public long DiskReserveBytes { get; init; } = 1L << 30;

    /// <summary>Snapshots.</summary>
    public SnapshotConfiguration Snapshots { get; init; } = new();

    /// <summary>Event log and history.</summary>
    public HistoryConfiguration History { get; init; } = new();

    /// <summary>The group of replicas that it belongs to; null: none.</summary>
    public GroupConfiguration? Group { get; init; }

    /// <summary>First command of a new journal.</summary>
    public GenesisConfiguration Genesis { get; init; } = new();

    /// <summary>Ring and stages.</summary>
    public EngineConfiguration Engine { get; init; } = new();

    /// <summary>Limits of sessions.</summary>
    public GatewayConfiguration Gateway { get; init; } = new();

    /// <summary>REST, health and metrics.</summary>
    public RestConfiguration Rest { get; init; } = new();

    /// <summary>Listeners for acquirers that speak ISO 8583.</summary>
    public IReadOnlyList<IsoLinkConfiguration> Iso8583 { get; init; } = [];
}
