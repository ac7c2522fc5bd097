namespace TpWallet.Server.Backups;

/// <summary>What is told of a backup that was made.</summary>
/// <param name="Directory">Where it is.</param>
/// <param name="SnapshotSequence">Sequence of its snapshot.</param>
/// <param name="Sequence">The last sequence in it.</param>
/// <param name="Files">How many files.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record BackupResult(string Directory, ulong SnapshotSequence, ulong Sequence, int Files, long Bytes, double Seconds)
{
    public static BackupResult Of(string directory, BackupManifest manifest, TimeSpan time) => new(
        directory,
        manifest.SnapshotSequence,
        manifest.LastSequence,
        manifest.Files.Count,
        manifest.Files.Sum(static file => file.Bytes),
        Math.Round(time.TotalSeconds, 3));
}
