using System.Net.Sockets;

namespace TpWallet.Aeron.Transport;

/// <summary>Opens the sockets of both UDP transports alike.</summary>
internal static class UdpSockets
{
    public static Socket Open(in DatagramAddress local, TransportOptions options)
    {
        var family = local.IsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Blocking = false;
            socket.ReceiveBufferSize = options.SocketReceiveBufferLength;
            socket.SendBufferSize = options.SocketSendBufferLength;
            socket.Bind(local.ToEndPoint());
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
