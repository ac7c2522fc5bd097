namespace TpWallet.Server.Configuration;

/// <summary>When snapshots are taken, how, and what becomes of the journal that they cover.</summary>
internal sealed record SnapshotConfiguration
{
    /// <summary>One is taken when so much journal has been written since the last, bytes; 0: never by itself.</summary>
    public long JournalBytes { get; init; } = 2L << 30;

    /// <summary>One is taken when the switch has drained.</summary>
    public bool OnShutdown { get; init; } = true;

    /// <summary>How many are kept.</summary>
    public int Keep { get; init; } = 2;

    /// <summary>Pace of writing, bytes per second.</summary>
    public long BytesPerSecond { get; init; } = 128L << 20;

    /// <summary>Memory for what changes while a snapshot is taken, bytes.</summary>
    public long MemoryBytes { get; init; } = 256L << 20;

    /// <summary>Folder to which journal segments go that two snapshots cover; empty: they are deleted.</summary>
    public string Archive { get; init; } = "";
}
