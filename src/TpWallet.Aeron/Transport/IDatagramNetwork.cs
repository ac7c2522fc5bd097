namespace TpWallet.Aeron.Transport;

/// <summary>Where an endpoint's transports come from, and what it waits on. One endpoint owns it.</summary>
public interface IDatagramNetwork : IDisposable
{
    /// <summary>Opens a transport.</summary>
    /// <param name="local">The address to bind to; port zero lets the system choose.</param>
    /// <param name="options">Its buffers.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address can't be bound.</exception>
    IDatagramTransport Open(in DatagramAddress local, TransportOptions options);

    /// <summary>Waits until a transport is readable, <see cref="Wake"/> is called, or the time is over. Only the event loop calls it.</summary>
    /// <param name="timeoutNanos">The longest wait, nanoseconds.</param>
    void Park(long timeoutNanos);

    /// <summary>Ends the current wait, or the next one. Any thread may call it.</summary>
    void Wake();
}
