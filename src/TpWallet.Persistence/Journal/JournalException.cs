namespace TpWallet.Persistence.Journal;

/// <summary>A journal can't be opened, read or extended; the message says why and what to do. Nothing was altered.</summary>
public class JournalException : Exception
{
    /// <summary>With a message.</summary>
    public JournalException(string message) : base(message)
    {
    }

    /// <summary>With a message and what caused it.</summary>
    public JournalException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
