namespace TpWallet.Aeron.Transport;

/// <summary>The machine's UDP sockets.</summary>
public static class UdpNetwork
{
    /// <summary>Whether this system has the calls that move many datagrams at once.</summary>
    public static bool HasBatchedCalls => OperatingSystem.IsLinux() && nint.Size == 8;

    /// <summary>Opens the network.</summary>
    /// <param name="portable">Use only what every system has: one call a datagram.</param>
    public static IDatagramNetwork Create(bool portable = false) =>
        HasBatchedCalls && !portable ? new LinuxUdpNetwork() : new PortableUdpNetwork();
}
