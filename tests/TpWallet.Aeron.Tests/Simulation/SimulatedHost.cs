using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron.Tests.Simulation;

/// <summary>One machine of the simulated network. Nothing waits in a simulation.</summary>
internal sealed class SimulatedHost(SimulatedNetwork network) : IDatagramNetwork
{
    public List<SimulatedTransport> Transports { get; } = [];

    public IDatagramTransport Open(in DatagramAddress local, TransportOptions options)
    {
        var transport = network.Open(local, options.MaxDatagramLength);
        Transports.Add(transport);
        return transport;
    }

    public void Park(long timeoutNanos) => throw new InvalidOperationException("Nothing waits in a simulation.");

    public void Wake()
    {
    }

    public void Dispose()
    {
    }
}
