using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron.Tests.Simulation;

internal sealed class SimulatedTransport(SimulatedNetwork network, DatagramAddress local, int maxDatagramLength) : IDatagramTransport
{
    private const int ReceiveQueueLimit = 1024;
    private const int Batch = 32;
    private readonly Queue<SimulatedNetwork.Flight> _arrived = new();

    public DatagramAddress LocalAddress => local;

    /// <summary>Takes nothing more, as a full socket does.</summary>
    public bool IsFull { get; set; }

    public int Send(in DatagramAddress destination, ReadOnlySpan<ReadOnlyMemory<byte>> datagrams)
    {
        for (var i = 0; i < datagrams.Length; i++)
        {
            if (IsFull || !network.Send(datagrams[i].Span, local, destination))
            {
                return i;
            }
        }

        return datagrams.Length;
    }

    public int Receive(IDatagramReceiver receiver)
    {
        var count = 0;
        while (count < Batch && _arrived.TryDequeue(out var flight))
        {
            count++;
            if (flight.Length > maxDatagramLength)
            {
                receiver.OnTruncatedDatagram();
            }
            else
            {
                receiver.OnDatagram(flight.Buffer.AsSpan(0, flight.Length), flight.Source);
            }

            network.Return(flight.Buffer);
        }

        return count;
    }

    public void Dispose() => network.Close(local);

    internal void Arrive(SimulatedNetwork.Flight flight)
    {
        if (_arrived.Count < ReceiveQueueLimit)
        {
            _arrived.Enqueue(flight);
        }
        else
        {
            network.Return(flight.Buffer);
        }
    }
}
