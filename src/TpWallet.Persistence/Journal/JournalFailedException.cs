namespace TpWallet.Persistence.Journal;

/// <summary>A write or sync failed; the journal takes no further batch until it has been opened, and so recovered, again.</summary>
public sealed class JournalFailedException : JournalException
{
    /// <summary>With a message and what caused it.</summary>
    public JournalFailedException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
