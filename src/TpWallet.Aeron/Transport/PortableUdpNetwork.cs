using System.Net;
using System.Net.Sockets;

namespace TpWallet.Aeron.Transport;

/// <summary>UDP with what every system has; waits in select on all its sockets and one more that is sent to for a wake-up.</summary>
internal sealed class PortableUdpNetwork : IDatagramNetwork
{
    private readonly Lock _sync = new();
    private readonly Socket _wake;
    private readonly byte[] _drained = new byte[8];
    private readonly List<Socket> _selected = [];
    private Socket[] _polled;

    public PortableUdpNetwork()
    {
        _wake = UdpSockets.Open(DatagramAddress.From(new IPEndPoint(IPAddress.Loopback, 0)), new TransportOptions(64, 4096, 4096));
        _wake.Connect(_wake.LocalEndPoint!);
        _polled = [_wake];
    }

    public IDatagramTransport Open(in DatagramAddress local, TransportOptions options)
    {
        lock (_sync)
        {
            var transport = new PortableUdpTransport(UdpSockets.Open(local, options), options.MaxDatagramLength, Forget);
            _polled = [.. _polled, transport.Socket];
            return transport;
        }
    }

    public void Park(long timeoutNanos)
    {
        _selected.Clear();
        _selected.AddRange(Volatile.Read(ref _polled));
        Socket.Select(_selected, null, null, TimeSpan.FromMicroseconds(timeoutNanos / 1000));
        while (_wake.Available > 0)
        {
            _wake.Receive(_drained);
        }
    }

    public void Wake()
    {
        try
        {
            _wake.Send([1]);
        }
        catch (SocketException)
        {
            // A full wake-up socket has woken the loop already.
        }
        catch (ObjectDisposedException)
        {
            // A closed one has no loop.
        }
    }

    public void Dispose() => _wake.Dispose();

    private void Forget(PortableUdpTransport transport)
    {
        lock (_sync)
        {
            _polled = Array.FindAll(_polled, socket => socket != transport.Socket);
        }
    }
}
