namespace TpWallet.Replication.Snapshots;

/// <summary>Bytes of a snapshot's file on their way to the disk.</summary>
/// <param name="Sequence">The snapshot's sequence.</param>
/// <param name="FileLength">Length of the whole file, bytes.</param>
/// <param name="Offset">Where in the file they belong.</param>
/// <param name="Rented">The bytes, in an array of the pool.</param>
/// <param name="Length">How many.</param>
internal readonly record struct SnapshotPart(ulong Sequence, long FileLength, long Offset, byte[] Rented, int Length);
