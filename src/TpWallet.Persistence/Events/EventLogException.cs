namespace TpWallet.Persistence.Events;

/// <summary>The event log can't be opened or used; what it holds was not altered.</summary>
public class EventLogException : Exception
{
    /// <summary>With a message.</summary>
    public EventLogException(string message) : base(message)
    {
    }

    /// <summary>With a message and what caused it.</summary>
    public EventLogException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
