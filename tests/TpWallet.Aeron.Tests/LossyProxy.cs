using System.Net;
using System.Net.Sockets;
using TpWallet.Aeron.Tests.Simulation;

namespace TpWallet.Aeron.Tests;

/// <summary>
/// Stands between a publisher and a subscriber on real sockets, and drops, doubles, holds back (so reorders) and damages datagrams both
/// ways. A damaged one is dropped too, as the checksum of UDP would have it.
/// </summary>
internal sealed class LossyProxy : IDisposable
{
    private const int HeldLimit = 16;
    private readonly Socket _front = Bind();
    private readonly Socket _back = Bind();
    private readonly EndPoint _subscriber;
    private readonly Faults _faults;
    private readonly Random _random;
    private readonly Thread _thread;
    private readonly List<(byte[] Datagram, bool ToSubscriber)> _held = [];
    private EndPoint? _publisher;
    private volatile bool _stopping;

    public LossyProxy(EndPoint subscriber, Faults faults, int seed)
    {
        _subscriber = subscriber;
        _faults = faults;
        _random = new Random(seed);
        _thread = new Thread(Run) { IsBackground = true, Name = "lossy proxy" };
        _thread.Start();
    }

    /// <summary>Where a publisher sends to.</summary>
    public int Port => ((IPEndPoint)_front.LocalEndPoint!).Port;

    public long Forwarded { get; private set; }

    public long Lost { get; private set; }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _front.Dispose();
        _back.Dispose();
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private void Run()
    {
        var buffer = new byte[65_536];
        List<Socket> readable = [];
        while (!_stopping)
        {
            readable.Clear();
            readable.AddRange([_front, _back]);
            Socket.Select(readable, null, null, TimeSpan.FromMilliseconds(20));
            foreach (var socket in readable)
            {
                EndPoint source = new IPEndPoint(IPAddress.Any, 0);
                var length = socket.ReceiveFrom(buffer, ref source);
                _publisher = socket == _front ? source : _publisher;
                Pass(buffer[..length], socket == _front);
            }

            // What is held back goes out when the wire is quiet, or when there is too much of it.
            if (readable.Count == 0)
            {
                Release(_held.Count);
            }
        }
    }

    private void Pass(byte[] datagram, bool toSubscriber)
    {
        if (_random.NextDouble() < _faults.Drop + _faults.Corrupt)
        {
            Lost++;
            return;
        }

        var copies = _random.NextDouble() < _faults.Duplicate ? 2 : 1;
        for (var i = 0; i < copies; i++)
        {
            if (_random.Next(5) == 0)
            {
                _held.Insert(_random.Next(_held.Count + 1), (datagram, toSubscriber));
                Release(_held.Count - HeldLimit);
            }
            else
            {
                Send(datagram, toSubscriber);
            }
        }
    }

    private void Release(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (datagram, toSubscriber) = _held[^1];
            _held.RemoveAt(_held.Count - 1);
            Send(datagram, toSubscriber);
        }
    }

    private void Send(byte[] datagram, bool toSubscriber)
    {
        Forwarded++;
        if (toSubscriber)
        {
            _back.SendTo(datagram, _subscriber);
        }
        else if (_publisher is not null)
        {
            _front.SendTo(datagram, _publisher);
        }
    }
}
