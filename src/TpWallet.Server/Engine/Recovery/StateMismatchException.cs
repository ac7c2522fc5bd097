using TpWallet.Persistence.Snapshots;

namespace TpWallet.Server.Engine.Recovery;

/// <summary>
/// The state that the journal gives is not the one that a snapshot of the same journal holds: one of them, or the program, is wrong. Nothing may
/// be served from either before it is known which.
/// </summary>
internal sealed class StateMismatchException : Exception
{
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="replayed">Hash of the state that the journal gives.</param>
    public StateMismatchException(SnapshotInfo snapshot, string replayed)
        : base($"the state at sequence {snapshot.Position.Sequence}, replayed from the journal, has the hash {replayed}; the snapshot "
            + $"{snapshot.File} says "
            + $"{snapshot.StateHash}. Keep both, restore the data folder from a standby or a backup, and find out which is wrong before "
            + "you serve from it")
    {
    }
}
