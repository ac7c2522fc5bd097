using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TpWallet.Server.Tests.Cluster;

/// <summary>The way from one member to another: passes datagrams on and answers back, until it is cut.</summary>
internal sealed class DatagramProxy : IDisposable
{
    private const int DatagramMax = 65_536;
    private const int BufferBytes = 4 << 20;

    private readonly Socket _front = NewSocket();
    private readonly IPEndPoint _to;
    private readonly ConcurrentDictionary<EndPoint, Socket> _backs = new();
    private volatile bool _isCut;

    public DatagramProxy(IPEndPoint to)
    {
        _to = to;
        Start(Forward);
    }

    /// <summary>Where the sending member believes the other one to be.</summary>
    public IPEndPoint Endpoint => (IPEndPoint)_front.LocalEndPoint!;

    /// <summary>Whether all that comes is dropped, both ways.</summary>
    public bool IsCut
    {
        get => _isCut;
        set => _isCut = value;
    }

    public void Dispose()
    {
        _front.Dispose();
        foreach (var back in _backs.Values)
        {
            back.Dispose();
        }
    }

    private void Forward()
    {
        var datagram = new byte[DatagramMax];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        while (true)
        {
            var length = _front.ReceiveFrom(datagram, ref from);
            var back = _backs.GetOrAdd(from, Open);
            if (!_isCut)
            {
                Send(back, datagram.AsSpan(0, length), _to);
            }
        }
    }

    /// <summary>Each socket of the sender gets one here, by which answers find their way back.</summary>
    private Socket Open(EndPoint sender)
    {
        var back = NewSocket();
        Start(() =>
        {
            var datagram = new byte[DatagramMax];
            while (true)
            {
                var length = back.Receive(datagram);
                if (!_isCut)
                {
                    Send(_front, datagram.AsSpan(0, length), sender);
                }
            }
        });
        return back;
    }

    private static void Send(Socket socket, ReadOnlySpan<byte> datagram, EndPoint to)
    {
        try
        {
            socket.SendTo(datagram, to);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // A datagram to a member that isn't there is lost, as on any network.
        }
    }

    private static Socket NewSocket()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = BufferBytes,
            SendBufferSize = BufferBytes,
        };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static void Start(Action work) => new Thread(() =>
    {
        while (true)
        {
            try
            {
                work();
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
            {
                // What was sent before found nobody; the next may.
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return; // disposed
            }
        }
    })
    { IsBackground = true }.Start();
}
