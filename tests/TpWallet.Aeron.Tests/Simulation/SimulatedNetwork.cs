using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron.Tests.Simulation;

/// <summary>A network of hosts in one thread: from one seed, the same datagrams are lost, doubled, delayed and damaged in every run.</summary>
internal sealed class SimulatedNetwork(SimulatedClock clock, int seed)
{
    private const int MaxInFlight = 4096;
    private const long BaseDelayNanos = 5_000;
    private readonly Random _random = new(seed);
    private readonly PriorityQueue<Flight, (long Time, long Order)> _inFlight = new();
    private readonly Dictionary<DatagramAddress, SimulatedTransport> _transports = [];
    private readonly Stack<byte[]> _buffers = new();
    private ushort _nextPort = 40_000;
    private long _order;

    public Faults Faults { get; set; } = Faults.None;

    /// <summary>Loses what it returns true for, before anything else happens to it.</summary>
    public Func<byte[], DatagramAddress, bool>? Lose { get; set; }

    public long Datagrams { get; private set; }

    /// <summary>When the next datagram arrives.</summary>
    public long NextArrival => _inFlight.TryPeek(out _, out var key) ? key.Time : long.MaxValue;

    public SimulatedHost AddHost() => new(this);

    /// <summary>Puts what is due into the hosts' receive queues.</summary>
    public void Deliver()
    {
        while (_inFlight.TryPeek(out var flight, out var key) && key.Time <= clock.NanoTime)
        {
            _inFlight.Dequeue();
            if (_transports.TryGetValue(flight.Destination, out var transport))
            {
                transport.Arrive(flight);
            }
            else
            {
                Return(flight.Buffer);
            }
        }
    }

    public void Inject(ReadOnlySpan<byte> datagram, DatagramAddress source, DatagramAddress destination) =>
        Fly(datagram, source, destination, corrupt: false);

    internal SimulatedTransport Open(DatagramAddress local, int maxDatagramLength)
    {
        var address = local.Port == 0 ? DatagramAddress.FromIPv4(0x7F000001, _nextPort++) : local;
        var transport = new SimulatedTransport(this, address, maxDatagramLength);
        _transports.Add(address, transport);
        return transport;
    }

    internal void Close(DatagramAddress address) => _transports.Remove(address);

    internal void Return(byte[] buffer) => _buffers.Push(buffer);

    internal bool Send(ReadOnlySpan<byte> datagram, DatagramAddress source, DatagramAddress destination)
    {
        if (_inFlight.Count >= MaxInFlight)
        {
            return false;
        }

        Datagrams++;
        if (Lose is not null && Lose(datagram.ToArray(), destination))
        {
            return true;
        }

        if (_random.NextDouble() >= Faults.Drop)
        {
            Fly(datagram, source, destination, _random.NextDouble() < Faults.Corrupt);
        }

        if (_random.NextDouble() < Faults.Duplicate)
        {
            Fly(datagram, source, destination, corrupt: false);
        }

        return true;
    }

    private void Fly(ReadOnlySpan<byte> datagram, DatagramAddress source, DatagramAddress destination, bool corrupt)
    {
        var buffer = _buffers.TryPop(out var free) ? free : new byte[65_536];
        datagram.CopyTo(buffer);
        var length = datagram.Length;
        if (corrupt)
        {
            length = _random.Next(8) == 0 ? _random.Next(length + 1) : length;
            buffer[_random.Next(Math.Max(1, length))] ^= (byte)(1 << _random.Next(8));
        }

        var delay = BaseDelayNanos + (Faults.MaxDelayNanos > 0 ? _random.NextInt64(Faults.MaxDelayNanos) : 0);
        _inFlight.Enqueue(new Flight(buffer, length, source, destination), (clock.NanoTime + delay, _order++));
    }

    internal readonly record struct Flight(byte[] Buffer, int Length, DatagramAddress Source, DatagramAddress Destination);
}
