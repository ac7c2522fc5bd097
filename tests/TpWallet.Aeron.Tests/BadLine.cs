using System.Net;
using System.Net.Sockets;

namespace TpWallet.Aeron.Tests;

/// <summary>
/// The way of a sender's datagrams to a receiver on real sockets, and of the answers back: loses, repeats, holds back and so reorders them. A damaged
/// one counts as lost, as the checksum of UDP would have it.
/// </summary>
internal sealed class BadLine : IDisposable
{
    private const int HeldMax = 16;
    private readonly Socket _front = Bind();
    private readonly Socket _back = Bind();
    private readonly EndPoint _receiver;
    private readonly Random _random;
    private readonly double _lost;
    private readonly double _repeated;
    private readonly Thread _thread;
    private readonly List<(byte[] Datagram, bool Forward)> _held = [];
    private EndPoint? _sender;
    private volatile bool _stopping;

    public BadLine(EndPoint receiver, int seed, double lost = 0.05, double repeated = 0.05)
    {
        _receiver = receiver;
        _random = new Random(seed);
        _lost = lost;
        _repeated = repeated;
        _thread = new Thread(Run) { IsBackground = true, Name = "bad line" };
        _thread.Start();
    }

    /// <summary>Where the sender sends to.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_front.LocalEndPoint!;

    public int Lost { get; private set; }

    /// <summary>Whether nothing passes.</summary>
    public bool IsCut { get; set; }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _front.Dispose();
        _back.Dispose();
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20 };
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
            Socket.Select(readable, null, null, TimeSpan.FromMilliseconds(5));
            foreach (var socket in readable)
            {
                EndPoint source = new IPEndPoint(IPAddress.Any, 0);
                var length = socket.ReceiveFrom(buffer, ref source);
                _sender = socket == _front ? source : _sender;
                Pass(buffer[..length], forward: socket == _front);
            }

            Release(readable.Count == 0 ? _held.Count : _held.Count - HeldMax);
        }
    }

    private void Pass(byte[] datagram, bool forward)
    {
        if (IsCut || _random.NextDouble() < _lost)
        {
            Lost++;
            return;
        }

        for (var copies = _random.NextDouble() < _repeated ? 2 : 1; copies > 0; copies--)
        {
            _held.Insert(_random.Next(5) == 0 ? _random.Next(_held.Count + 1) : 0, (datagram, forward));
        }

        Release(_random.Next(2) == 0 ? 0 : _held.Count);
    }

    private void Release(int count)
    {
        for (; count > 0; count--)
        {
            var (datagram, forward) = _held[^1];
            _held.RemoveAt(_held.Count - 1);
            if (forward)
            {
                _back.SendTo(datagram, _receiver);
            }
            else if (_sender is not null)
            {
                _front.SendTo(datagram, _sender);
            }
        }
    }
}
