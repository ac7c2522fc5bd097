using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TpWallet.Aeron.Transport.LinuxNative;

namespace TpWallet.Aeron.Transport;

/// <summary>A UDP socket that moves up to <see cref="BatchLength"/> datagrams with one system call. Hot path: no allocation.</summary>
internal sealed unsafe class LinuxUdpTransport : IDatagramTransport
{
    private const int BatchLength = 32;
    private const int NameLength = 28;
    private const ushort FamilyIPv4 = 2;
    private const ushort FamilyIPv6 = 10;

    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly int _maxDatagramLength;
    private readonly byte[] _memory;
    private readonly BatchEntry* _receives;
    private readonly BatchEntry* _sends;
    private readonly byte* _sendName;
    private readonly byte* _buffers;
    private readonly Action<LinuxUdpTransport> _closed;
    private DatagramAddress _destination;
    private uint _sendNameLength;

    public LinuxUdpTransport(Socket socket, int maxDatagramLength, Action<LinuxUdpTransport> closed)
    {
        _socket = socket;
        _descriptor = (int)socket.Handle;
        _maxDatagramLength = maxDatagramLength;
        _closed = closed;
        LocalAddress = DatagramAddress.From((IPEndPoint)socket.LocalEndPoint!);

        const int PerEntry = (2 * sizeof(ulong) * 8) + (2 * 2 * sizeof(ulong)) + 32;
        _memory = GC.AllocateArray<byte>((BatchLength * PerEntry) + 64 + (BatchLength * maxDatagramLength), pinned: true);
        var next = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        _receives = (BatchEntry*)Take(ref next, BatchLength * sizeof(BatchEntry));
        _sends = (BatchEntry*)Take(ref next, BatchLength * sizeof(BatchEntry));
        var vectors = (IoVector*)Take(ref next, 2 * BatchLength * sizeof(IoVector));
        var names = Take(ref next, BatchLength * 32);
        _sendName = Take(ref next, 64);
        _buffers = next;
        for (var i = 0; i < BatchLength; i++)
        {
            vectors[i] = new IoVector { Base = _buffers + ((nint)i * maxDatagramLength), Length = (nuint)maxDatagramLength };
            _receives[i] = new BatchEntry { Name = names + (i * 32), NameLength = NameLength, Vectors = vectors + i, VectorCount = 1 };
            _sends[i] = new BatchEntry { Name = _sendName, Vectors = vectors + BatchLength + i, VectorCount = 1 };
        }
    }

    public DatagramAddress LocalAddress { get; }

    public int Descriptor => _descriptor;

    public int Send(in DatagramAddress destination, ReadOnlySpan<ReadOnlyMemory<byte>> datagrams)
    {
        if (destination != _destination)
        {
            _sendNameLength = WriteName(_sendName, destination);
            _destination = destination;
        }

        var sent = 0;
        while (sent < datagrams.Length)
        {
            var count = Math.Min(BatchLength, datagrams.Length - sent);
            for (var i = 0; i < count; i++)
            {
                var datagram = datagrams[sent + i].Span;
                _sends[i].NameLength = _sendNameLength;
                _sends[i].Vectors->Base = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(datagram));
                _sends[i].Vectors->Length = (nuint)datagram.Length;
            }

            var taken = SendMany(_descriptor, _sends, (uint)count, DontWait);
            if (taken < 0)
            {
                return sent > 0 || Marshal.GetLastPInvokeError() is Again or Interrupted or NoBuffers ? sent : -1;
            }

            sent += taken;
            if (taken < count)
            {
                break;
            }
        }

        return sent;
    }

    public int Receive(IDatagramReceiver receiver)
    {
        var count = ReceiveMany(_descriptor, _receives, BatchLength, DontWait, null);
        if (count <= 0)
        {
            if (count < 0 && Marshal.GetLastPInvokeError() is not (Again or Interrupted))
            {
                receiver.OnSocketError();
            }

            return 0;
        }

        for (var i = 0; i < count; i++)
        {
            ref var entry = ref _receives[i];
            if ((entry.Flags & Truncated) != 0)
            {
                receiver.OnTruncatedDatagram();
            }
            else
            {
                receiver.OnDatagram(new ReadOnlySpan<byte>(entry.Vectors->Base, (int)entry.DatagramLength), ReadName(entry.Name));
            }

            entry.NameLength = NameLength;
        }

        return count;
    }

    public void Dispose()
    {
        _closed(this);
        _socket.Dispose();
    }

    private static byte* Take(ref byte* next, int length)
    {
        var taken = next;
        next += length;
        return taken;
    }

    private static uint WriteName(byte* name, in DatagramAddress address)
    {
        var bytes = new Span<byte>(name, NameLength);
        bytes.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, address.IsIPv6 ? FamilyIPv6 : FamilyIPv4);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], address.Port);
        address.CopyAddressTo(bytes[(address.IsIPv6 ? 8 : 4)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], address.Scope);
        return address.IsIPv6 ? 28u : 16u;
    }

    private static DatagramAddress ReadName(byte* name)
    {
        var bytes = new ReadOnlySpan<byte>(name, NameLength);
        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes) == FamilyIPv4
            ? DatagramAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), port)
            : DatagramAddress.FromIPv6(bytes.Slice(8, 16), BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]), port);
    }
}
