namespace TpWallet.Aeron.Transport;

/// <summary>An unconnected, unblocking datagram socket. Only the endpoint's event loop uses it.</summary>
public interface IDatagramTransport : IDisposable
{
    /// <summary>The address the socket is bound to.</summary>
    DatagramAddress LocalAddress { get; }

    /// <summary>Sends datagrams, in order, without waiting.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="datagrams">Slices of pinned memory, each sent as one datagram.</param>
    /// <returns>How many the network took, or -1 when the first one failed otherwise than for want of room.</returns>
    int Send(in DatagramAddress destination, ReadOnlySpan<ReadOnlyMemory<byte>> datagrams);

    /// <summary>Hands datagrams that have arrived to a receiver, without waiting.</summary>
    /// <returns>How many there were; no more than one batch.</returns>
    int Receive(IDatagramReceiver receiver);
}
