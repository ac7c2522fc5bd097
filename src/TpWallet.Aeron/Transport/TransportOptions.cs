namespace TpWallet.Aeron.Transport;

/// <summary>The buffers of a transport.</summary>
/// <param name="MaxDatagramLength">The longest datagram it takes, bytes; longer ones are reported as truncated.</param>
/// <param name="SocketReceiveBufferLength">The kernel's receive buffer, bytes. The system may grant less.</param>
/// <param name="SocketSendBufferLength">The kernel's send buffer, bytes. The system may grant less.</param>
public readonly record struct TransportOptions(int MaxDatagramLength, int SocketReceiveBufferLength, int SocketSendBufferLength);
