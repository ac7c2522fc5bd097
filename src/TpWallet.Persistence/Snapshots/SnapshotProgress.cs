namespace TpWallet.Persistence.Snapshots;

/// <summary>How far the work on a snapshot has come. Reported after each block, by the thread that does it.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="BytesDone">Bytes of the image done.</param>
/// <param name="BytesTotal">Bytes of the whole image.</param>
public readonly record struct SnapshotProgress(SnapshotStage Stage, long BytesDone, long BytesTotal);
