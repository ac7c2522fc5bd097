using TpWallet.Persistence.Snapshots;

namespace TpWallet.Server.Engine.Snapshots;

/// <summary>When and how snapshots are taken.</summary>
internal sealed record SnapshotSettings
{
    /// <summary>One is taken when so much journal has been written since the last, bytes; 0: never by itself.</summary>
    public long JournalBytes { get; init; }

    /// <summary>How many are kept.</summary>
    public int Keep { get; init; } = SnapshotStore.KeepMin;

    /// <summary>The pace of the disk's reads and writes, bytes per second, as long as the memory for changed records lasts.</summary>
    public long BytesPerSecond { get; init; } = SnapshotStore.DefaultBytesPerSecond;

    /// <summary>Memory for records that change while a snapshot is being read, bytes.</summary>
    public long PreImageBytes { get; init; }
}
