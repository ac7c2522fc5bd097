namespace TpWallet.Persistence.Snapshots;

/// <summary>A snapshot can't be written or found; the message says why. Journal and other snapshots are as they were.</summary>
public class SnapshotException : Exception
{
    /// <summary>With a message.</summary>
    public SnapshotException(string message) : base(message)
    {
    }

    /// <summary>With a message and what caused it.</summary>
    public SnapshotException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
