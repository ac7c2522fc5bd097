namespace TpWallet.Persistence.Journal;

/// <summary>There is no space for a segment. What was acknowledged is safe; the attempt may be repeated.</summary>
public sealed class JournalNoSpaceException : JournalException
{
    /// <summary>With a message and what caused it.</summary>
    public JournalNoSpaceException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
