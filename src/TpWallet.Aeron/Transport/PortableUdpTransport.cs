using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TpWallet.Aeron.Transport;

/// <summary>A UDP socket through the framework, one system call a datagram. No allocation per datagram.</summary>
internal sealed class PortableUdpTransport : IDatagramTransport
{
    private const int BatchLength = 32;
    private readonly Socket _socket;
    private readonly byte[] _buffer;
    private readonly Action<PortableUdpTransport> _closed;
    private readonly SocketAddress _source;
    private DatagramAddress _destination;
    private SocketAddress _destinationName;

    public PortableUdpTransport(Socket socket, int maxDatagramLength, Action<PortableUdpTransport> closed)
    {
        _socket = socket;
        _closed = closed;
        _source = new SocketAddress(socket.AddressFamily);
        _destinationName = _source;

        // One byte more than the longest datagram tells a longer one from it where the system only cuts.
        _buffer = GC.AllocateArray<byte>(maxDatagramLength + 1, pinned: true);
        LocalAddress = DatagramAddress.From((IPEndPoint)socket.LocalEndPoint!);
    }

    public DatagramAddress LocalAddress { get; }

    public Socket Socket => _socket;

    public int Send(in DatagramAddress destination, ReadOnlySpan<ReadOnlyMemory<byte>> datagrams)
    {
        if (destination != _destination)
        {
            _destinationName = destination.ToEndPoint().Serialize();
            _destination = destination;
        }

        for (var i = 0; i < datagrams.Length; i++)
        {
            try
            {
                _socket.SendTo(datagrams[i].Span, SocketFlags.None, _destinationName);
            }
            catch (SocketException e)
            {
                return i > 0 || e.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable ? i : -1;
            }
        }

        return datagrams.Length;
    }

    public int Receive(IDatagramReceiver receiver)
    {
        var count = 0;
        while (count < BatchLength && _socket.Available > 0)
        {
            count++;
            try
            {
                var length = _socket.ReceiveFrom(_buffer, SocketFlags.None, _source);
                if (length < _buffer.Length)
                {
                    receiver.OnDatagram(_buffer.AsSpan(0, length), Source());
                }
                else
                {
                    receiver.OnTruncatedDatagram();
                }
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                return count - 1;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize)
            {
                receiver.OnTruncatedDatagram();
            }
            catch (SocketException)
            {
                receiver.OnSocketError();
                return count;
            }
        }

        return count;
    }

    public void Dispose()
    {
        _closed(this);
        _socket.Dispose();
    }

    // The framework keeps the system's sockaddr: the port at 2, an IPv4 address at 4, an IPv6 one at 8 and its scope at 24.
    private DatagramAddress Source()
    {
        var name = _source.Buffer.Span;
        var port = BinaryPrimitives.ReadUInt16BigEndian(name[2..]);
        return _source.Family == AddressFamily.InterNetwork
            ? DatagramAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(name[4..]), port)
            : DatagramAddress.FromIPv6(name.Slice(8, 16), BinaryPrimitives.ReadUInt32LittleEndian(name[24..]), port);
    }
}
