using System.Net;
using System.Net.Sockets;

namespace TpWallet.Server.Tests.Cluster;

/// <summary>Ports for a whole group that nobody uses, below those that the system gives to clients.</summary>
internal static class FreePorts
{
    private const int Lowest = 20_000;
    private const int Highest = 32_000;
    private const int Span = 300;
    private const int Attempts = 100;

    private static int _next = Lowest + (Environment.ProcessId * 7 % ((Highest - Lowest) / Span) * Span);

    /// <summary>The base port of a group of so many members.</summary>
    public static int ForGroup(int nodes)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var basePort = Interlocked.Add(ref _next, Span);
            if (basePort + Span > Highest)
            {
                Interlocked.Exchange(ref _next, Lowest);
                continue;
            }

            if (Enumerable.Range(1, nodes).All(number => IsFree(basePort + number)))
            {
                return basePort;
            }
        }

        throw new InvalidOperationException("No free ports were found for a group.");
    }

    private static bool IsFree(int port) => CanBind(port, SocketType.Stream, ProtocolType.Tcp)
        && CanBind(port + 100, SocketType.Stream, ProtocolType.Tcp)
        && CanBind(port + 200, SocketType.Dgram, ProtocolType.Udp);

    private static bool CanBind(int port, SocketType type, ProtocolType protocol)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
