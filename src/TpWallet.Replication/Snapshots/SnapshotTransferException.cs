namespace TpWallet.Replication.Snapshots;

/// <summary>A snapshot couldn't be fetched from another member; the message says why. Nothing here was altered.</summary>
public sealed class SnapshotTransferException(string message, Exception? innerException = null) : Exception(message, innerException);
