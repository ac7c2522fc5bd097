using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TpWallet.Aeron.Transport;

/// <summary>The address and port of a datagram socket, as a value that costs no allocation.</summary>
public readonly record struct DatagramAddress
{
    private readonly UInt128 _address;
    private readonly uint _scope;

    private DatagramAddress(UInt128 address, uint scope, ushort port, bool isIPv6)
    {
        _address = address;
        _scope = scope;
        Port = port;
        IsIPv6 = isIPv6;
    }

    /// <summary>The UDP port; zero lets the system choose one when a socket is bound.</summary>
    public ushort Port { get; }

    /// <summary>Whether the address is an IPv6 one.</summary>
    public bool IsIPv6 { get; }

    /// <summary>The numeric scope (interface) of a link-local IPv6 address, else zero.</summary>
    internal uint Scope => _scope;

    /// <summary>An IPv4 address given as a number in host order.</summary>
    public static DatagramAddress FromIPv4(uint address, ushort port) => new(address, 0, port, isIPv6: false);

    /// <summary>An IPv6 address given by its 16 bytes.</summary>
    public static DatagramAddress FromIPv6(ReadOnlySpan<byte> address, uint scope, ushort port) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(address), scope, port, isIPv6: true);

    /// <summary>The same address as an <see cref="IPEndPoint"/> holds.</summary>
    public static DatagramAddress From(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        Span<byte> bytes = stackalloc byte[16];
        endPoint.Address.TryWriteBytes(bytes, out var written);
        return written == 4
            ? FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), (ushort)endPoint.Port)
            : FromIPv6(bytes, (uint)endPoint.Address.ScopeId, (ushort)endPoint.Port);
    }

    /// <summary>Resolves <c>host:port</c> or <c>[IPv6]:port</c>; a name goes to the system's resolver, and IPv4 is preferred.</summary>
    /// <exception cref="FormatException">The text isn't an address and port, or the name has no address.</exception>
    public static DatagramAddress Resolve(string hostAndPort)
    {
        ArgumentNullException.ThrowIfNull(hostAndPort);
        var colon = hostAndPort.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(hostAndPort.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            throw new FormatException($"'{hostAndPort}' isn't host:port with a port from 0 to 65535.");
        }

        var host = hostAndPort[..colon];
        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!bracketed && host.Contains(':'))
        {
            throw new FormatException($"'{hostAndPort}': an IPv6 address stands in brackets, [address]:port.");
        }

        return From(new IPEndPoint(ResolveHost(bracketed ? host[1..^1] : host), port));
    }

    /// <summary>The same address as an object of the framework.</summary>
    public IPEndPoint ToEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        CopyAddressTo(bytes);
        return new IPEndPoint(IsIPv6 ? new IPAddress(bytes, _scope) : new IPAddress(bytes[..4]), Port);
    }

    /// <summary><c>address:port</c>.</summary>
    public override string ToString() => ToEndPoint().ToString();

    /// <summary>Writes the address in network order: 4 bytes of IPv4, or 16 of IPv6.</summary>
    internal void CopyAddressTo(Span<byte> destination)
    {
        if (IsIPv6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination, _address);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_address);
        }
    }

    private static IPAddress ResolveHost(string host)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return address;
        }

        try
        {
            var addresses = Dns.GetHostAddresses(host);
            return Array.Find(addresses, static a => a.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
        }
        catch (Exception e) when (e is SocketException or IndexOutOfRangeException or ArgumentException)
        {
            throw new FormatException($"The host '{host}' can't be resolved: {e.Message}", e);
        }
    }
}
