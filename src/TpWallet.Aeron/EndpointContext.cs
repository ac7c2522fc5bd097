using TpWallet.Aeron.Counters;
using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron;

/// <summary>What all parts of one endpoint share: settings in nanoseconds, counters, the time of the current cycle and the wake-up.</summary>
internal sealed class EndpointContext(AeronOptions options, IDatagramNetwork network)
{
    private volatile bool _parked;

    public AeronOptions Options { get; } = options;

    public AeronCounters Counters { get; } = new();

    /// <summary>The time at which the current cycle of the event loop began, nanoseconds. Only the event loop uses it.</summary>
    public long Now { get; set; } = options.Clock.NanoTime;

    public long SetupInterval { get; } = Nanos(options.SetupInterval);

    public long HeartbeatInterval { get; } = Nanos(options.HeartbeatInterval);

    public long ConnectionTimeout { get; } = Nanos(options.ConnectionTimeout);

    public long RetransmitLinger { get; } = Nanos(options.RetransmitLinger);

    public long StatusMessageInterval { get; } = Nanos(options.StatusMessageInterval);

    public long NakDelay { get; } = Nanos(options.NakDelay);

    public long NakInterval { get; } = Nanos(options.NakInterval);

    public long PendingSetupTimeout { get; } = Nanos(options.PendingSetupTimeout);

    public long ImageLivenessTimeout { get; } = Nanos(options.ImageLivenessTimeout);

    public long SessionCooldown { get; } = Nanos(options.SessionCooldown);

    /// <summary>Set by the event loop around a wait.</summary>
    public bool Parked
    {
        set => _parked = value;
    }

    public static long Nanos(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>
    /// Wakes the event loop if it waits. No fence is needed here: before it waits, the loop runs a process-wide barrier and looks
    /// once more for what this thread wrote.
    /// </summary>
    public void WakeIfParked()
    {
        if (_parked)
        {
            network.Wake();
        }
    }

    /// <summary>Sends one datagram and counts it.</summary>
    public bool Send(IDatagramTransport transport, in DatagramAddress destination, byte[] pinned, int length)
    {
        ReadOnlyMemory<byte> datagram = new(pinned, 0, length);
        return Send(transport, destination, new ReadOnlySpan<ReadOnlyMemory<byte>>(in datagram)) == 1;
    }

    /// <summary>Sends datagrams and counts them.</summary>
    public int Send(IDatagramTransport transport, in DatagramAddress destination, ReadOnlySpan<ReadOnlyMemory<byte>> datagrams)
    {
        var sent = transport.Send(destination, datagrams);
        if (sent < datagrams.Length)
        {
            Counters.Add(sent < 0 ? AeronCounter.SocketErrors : AeronCounter.ShortSends);
            sent = Math.Max(sent, 0);
        }

        var bytes = 0L;
        foreach (ref readonly var datagram in datagrams[..sent])
        {
            bytes += datagram.Length;
        }

        Counters.Add(AeronCounter.DatagramsSent, sent);
        Counters.Add(AeronCounter.BytesSent, bytes);
        return sent;
    }
}
