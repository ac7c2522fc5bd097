using TpWallet.Persistence.Snapshots;

namespace TpWallet.Server.Operations;

/// <summary>What is told of a snapshot that was taken.</summary>
/// <param name="Sequence">Its sequence.</param>
/// <param name="File">Name of the file.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Seconds">How long it took, reading it back included.</param>
/// <param name="StateHash">Hash of the state.</param>
internal sealed record SnapshotResult(ulong Sequence, string File, long Bytes, double Seconds, string StateHash)
{
    public static SnapshotResult Of(SnapshotInfo info, TimeSpan time) =>
        new(info.Position.Sequence, info.File, info.FileLength, Math.Round(time.TotalSeconds, 3), info.StateHash);
}
