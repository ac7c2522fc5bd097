namespace TpWallet.Replication.Transport;

/// <summary>Takes a message that another member sealed.</summary>
/// <param name="from">Who sealed it.</param>
/// <param name="message">The message; its bytes are the network's again when this returns.</param>
public delegate void MessageHandler(NodeId from, ReadOnlySpan<byte> message);
