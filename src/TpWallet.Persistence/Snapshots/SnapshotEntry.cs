namespace TpWallet.Persistence.Snapshots;

/// <summary>A file in the folder of snapshots. Exactly one of <paramref name="Info"/> and <paramref name="Refusal"/> is there.</summary>
/// <param name="File">Name of the file, without its folder.</param>
/// <param name="Sequence">Sequence of the snapshot, by the name of the file.</param>
/// <param name="FileLength">Bytes of the file.</param>
/// <param name="Info">
/// What the snapshot says about itself; header, checksums and trailer were found good just now. The image was when the file got its name: it
/// gets it only after it was read back. <see cref="SnapshotStore.Verify"/> looks at it again.
/// </param>
/// <param name="Refusal">Why the file isn't a good snapshot.</param>
public sealed record SnapshotEntry(string File, ulong Sequence, long FileLength, SnapshotInfo? Info, SnapshotRefusedException? Refusal);
