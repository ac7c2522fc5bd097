namespace TpWallet.Persistence.History;

/// <summary>The history can't be opened or used.</summary>
public class HistoryException : Exception
{
    /// <summary>With a message.</summary>
    public HistoryException(string message) : base(message)
    {
    }

    /// <summary>With a message and what caused it.</summary>
    public HistoryException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
