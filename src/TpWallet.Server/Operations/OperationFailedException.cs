namespace TpWallet.Server.Operations;

/// <summary>An operation that an operator asked for could not be done. The message is for the operator.</summary>
internal sealed class OperationFailedException : Exception
{
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="reason">Why.</param>
    public OperationFailedException(string message, Exception? reason = null)
        : base(message, reason)
    {
    }
}
