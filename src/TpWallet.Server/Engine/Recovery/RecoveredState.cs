using TpWallet.Core;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;

namespace TpWallet.Server.Engine.Recovery;

/// <summary>The state of a switch that doesn't run, and how it was got.</summary>
/// <param name="Core">The state.</param>
/// <param name="End">The end of the journal.</param>
/// <param name="Snapshot">The snapshot from which it began; null: the beginning of the journal.</param>
/// <param name="SnapshotLoad">How long loading that took.</param>
/// <param name="Commands">Commands that were replayed.</param>
/// <param name="Replay">How long that took.</param>
/// <param name="SnapshotsCompared">Snapshots that were passed and had the same state.</param>
internal sealed record RecoveredState(
    SwitchCore Core,
    JournalPosition End,
    SnapshotInfo? Snapshot,
    TimeSpan SnapshotLoad,
    long Commands,
    TimeSpan Replay,
    int SnapshotsCompared) : IDisposable
{
    public void Dispose() => Core.Dispose();
}
