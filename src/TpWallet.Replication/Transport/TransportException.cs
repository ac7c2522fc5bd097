namespace TpWallet.Replication.Transport;

/// <summary>The network between members can't be had as configured; the message says whose address is wrong and how.</summary>
public sealed class TransportException(string message, Exception? innerException = null) : Exception(message, innerException);
