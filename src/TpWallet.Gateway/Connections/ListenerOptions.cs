using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace TpWallet.Gateway.Connections;

/// <summary>What every listener for streams of messages can be told, whatever protocol they speak.</summary>
public abstract record ListenerOptions
{
    private protected static readonly TimeSpan TimeoutMin = TimeSpan.FromMilliseconds(100);
    private protected static readonly TimeSpan TimeoutMax = TimeSpan.FromHours(1);

    /// <summary>Where to listen. Anything but loopback needs <see cref="AllowNonLoopback"/>.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port, 0 to 65,535; 0 takes a free one, told by the listener's end point.</summary>
    public int Port { get; init; }

    /// <summary>Allows an address that other machines reach, although nothing is encrypted and nobody authenticated.</summary>
    public bool AllowNonLoopback { get; init; }

    /// <summary>How many connections may be open on this listener, signed on or not; 1 to 65,535.</summary>
    public int MaxConnections { get; init; } = 1_024;

    /// <summary>How long a client may leave its replies unread before it is cut off; 100 ms to 1 hour.</summary>
    public TimeSpan SlowReaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections that may wait to be accepted; 1 to 65,535.</summary>
    public int Backlog { get; init; } = 512;

    /// <summary>Bytes of a connection's input that are held before its socket is not read; 4 KiB to 16 MiB.</summary>
    public int ReadBufferBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of a connection's output that may wait before its requests are not read; 4 KiB to 16 MiB. Besides these, at most the
    /// replies of one window wait.</summary>
    public int WriteBufferBytes { get; init; } = 1 << 18;

    /// <summary>Bytes of a connection's output that the operating system may hold besides, 4 KiB to 16 MiB; 0: as it likes.</summary>
    public int SocketSendBufferBytes { get; init; }

    /// <summary>Queues on which socket operations are run, 0 to 16; 0 runs them in the thread pool.</summary>
    public int IOQueueCount { get; init; }

    /// <summary>Continues on the thread where an operation ended: sends then run on the engine's thread.</summary>
    public bool InlineScheduling { get; init; }

    /// <summary>Takes a buffer from the pool only when data has arrived: less memory for idle connections, one more system call.</summary>
    public bool WaitForDataBeforeAllocatingBuffer { get; init; } = true;

    /// <summary>What travels over the listener, for messages.</summary>
    private protected abstract string Protocol { get; }

    /// <summary>Checks every option against its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The address is not loopback and that was not allowed.</exception>
    public virtual void Validate()
    {
        ArgumentNullException.ThrowIfNull(Address);
        if (!IPAddress.IsLoopback(Address) && !AllowNonLoopback)
        {
            throw new ArgumentException(
                $"{Protocol} is neither encrypted nor authenticated; listening on {Address} must be allowed explicitly "
                    + "(AllowNonLoopback, --insecure).",
                nameof(Address));
        }

        OptionRange.Check(Port, IPEndPoint.MinPort, IPEndPoint.MaxPort, nameof(Port));
        OptionRange.Check(MaxConnections, 1, 65_535, nameof(MaxConnections));
        OptionRange.Check(SlowReaderTimeout, TimeoutMin, TimeoutMax, nameof(SlowReaderTimeout));
        OptionRange.Check(Backlog, 1, 65_535, nameof(Backlog));
        OptionRange.Check(ReadBufferBytes, 1 << 12, 1 << 24, nameof(ReadBufferBytes));
        OptionRange.Check(WriteBufferBytes, 1 << 12, 1 << 24, nameof(WriteBufferBytes));
        OptionRange.Check(SocketSendBufferBytes, SocketSendBufferBytes == 0 ? 0 : 1 << 12, 1 << 24, nameof(SocketSendBufferBytes));
        OptionRange.Check(IOQueueCount, 0, 16, nameof(IOQueueCount));
    }

    internal void Apply(SocketTransportOptions transport)
    {
        transport.Backlog = Backlog;
        transport.CreateBoundListenSocket = Bind;
        transport.IOQueueCount = IOQueueCount;
        transport.MaxReadBufferSize = ReadBufferBytes;
        transport.MaxWriteBufferSize = WriteBufferBytes;
        transport.NoDelay = true;
        transport.UnsafePreferInlineScheduling = InlineScheduling;
        transport.WaitForDataBeforeAllocatingBuffer = WaitForDataBeforeAllocatingBuffer;
    }

    /// <summary>Accepted sockets inherit the size from the one that listens.</summary>
    private Socket Bind(EndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        if (SocketSendBufferBytes != 0)
        {
            socket.SendBufferSize = SocketSendBufferBytes;
        }

        return socket;
    }
}
