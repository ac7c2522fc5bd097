using System.Globalization;
using TpWallet.Aeron.Frames;
using TpWallet.Aeron.Logs;
using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron.Channels;

/// <summary>
/// A channel URI: <c>aeron:udp?endpoint=host:port|mtu=8k|term-length=1m|reliable=false</c>. Lengths take the suffixes k, m and g,
/// times ns, us, ms and s.
/// </summary>
public sealed record AeronChannel
{
    /// <summary>The longest datagram the protocol allows, bytes.</summary>
    public const int MaxMtu = 65_504;

    private const string Prefix = "aeron:udp?";

    private AeronChannel(string uri, string endpoint)
    {
        Uri = uri;
        Endpoint = endpoint;
    }

    /// <summary>The URI as given.</summary>
    public string Uri { get; }

    /// <summary><c>endpoint</c>: where a publication sends to and a subscription listens, host:port.</summary>
    public string Endpoint { get; }

    /// <summary><c>interface</c>: the local address that a publication sends from; by default the system's choice.</summary>
    public string? Interface { get; private set; }

    /// <summary><c>mtu</c>: the longest datagram of a publication, bytes; 64 to 65,504 and a multiple of 32.</summary>
    public int Mtu { get; private set; } = 1408;

    /// <summary><c>term-length</c>: bytes in each of a publication's three term buffers; a power of two from 64 KiB to 1 GiB.</summary>
    public int TermLength { get; private set; } = 16 * 1024 * 1024;

    /// <summary><c>init-term-id</c>: the id of a publication's first term; by default random.</summary>
    public int? InitialTermId { get; private set; }

    /// <summary><c>term-id</c>: the term in which a publication starts; by default the first.</summary>
    public int? TermId { get; private set; }

    /// <summary><c>term-offset</c>: where in that term it starts, a multiple of 32.</summary>
    public int TermOffset { get; private set; }

    /// <summary><c>session-id</c>: a publication's session; by default one more than the endpoint's last.</summary>
    public int? SessionId { get; private set; }

    /// <summary><c>linger</c>: how long a closed publication serves retransmissions; by default the endpoint's.</summary>
    public TimeSpan? Linger { get; private set; }

    /// <summary><c>rcv-wnd</c>: how many bytes a subscription lets a publisher be ahead; by default the endpoint's.</summary>
    public int? ReceiverWindow { get; private set; }

    /// <summary><c>pub-wnd</c>: how many bytes a publisher may append beyond what was sent; by default the endpoint's.</summary>
    public int? PublicationWindow { get; private set; }

    /// <summary><c>so-rcvbuf</c>: the kernel's receive buffer, bytes; by default the endpoint's.</summary>
    public int? SocketReceiveBufferLength { get; private set; }

    /// <summary><c>so-sndbuf</c>: the kernel's send buffer, bytes; by default the endpoint's.</summary>
    public int? SocketSendBufferLength { get; private set; }

    /// <summary><c>reliable</c>: whether a subscription asks for what was lost; if not, gaps are skipped.</summary>
    public bool IsReliable { get; private set; } = true;

    /// <summary>Reads a channel URI.</summary>
    /// <exception cref="FormatException">The URI is wrong; the message says where.</exception>
    public static AeronChannel Parse(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw new FormatException($"'{uri}': a channel starts with '{Prefix}'; no other medium is supported.");
        }

        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in uri[Prefix.Length..].Split('|'))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == parameter.Length - 1)
            {
                throw new FormatException($"'{uri}': '{parameter}' isn't key=value.");
            }

            if (!parameters.TryAdd(parameter[..equals], parameter[(equals + 1)..]))
            {
                throw new FormatException($"'{uri}': '{parameter[..equals]}' is given twice.");
            }
        }

        if (!parameters.TryGetValue("endpoint", out var endpoint))
        {
            throw new FormatException($"'{uri}': 'endpoint=host:port' is missing.");
        }

        var channel = new AeronChannel(uri, endpoint);
        foreach (var (key, value) in parameters)
        {
            channel.Set(key, value);
        }

        channel.CheckStart();
        return channel;
    }

    /// <summary>The URI as given.</summary>
    public override string ToString() => Uri;

    internal DatagramAddress ResolveEndpoint() => Resolved("endpoint", Endpoint);

    internal DatagramAddress ResolveInterface(bool isIPv6)
    {
        var host = Interface ?? (isIPv6 ? "[::]" : "0.0.0.0");
        var hasPort = host.Contains(':') && !host.EndsWith(']');
        return Resolved("interface", hasPort ? host : host + ":0");
    }

    private DatagramAddress Resolved(string key, string value)
    {
        try
        {
            return DatagramAddress.Resolve(value);
        }
        catch (FormatException e)
        {
            throw new FormatException($"'{Uri}': {key}: {e.Message}", e);
        }
    }

    private void Set(string key, string value)
    {
        switch (key)
        {
            case "endpoint" or "alias":
                break;
            case "interface":
                Interface = value;
                break;
            case "mtu":
                Mtu = Length(key, value, 2 * DataHeader.Length, MaxMtu);
                Require(TermGeometry.IsAligned(Mtu), key, value, "a multiple of 32");
                break;
            case "term-length":
                TermLength = Length(key, value, TermGeometry.MinTermLength, TermGeometry.MaxTermLength);
                Require(TermGeometry.IsTermLength(TermLength), key, value, "a power of two");
                break;
            case "init-term-id":
                InitialTermId = Number(key, value);
                break;
            case "term-id":
                TermId = Number(key, value);
                break;
            case "term-offset":
                TermOffset = Length(key, value, 0, TermGeometry.MaxTermLength);
                Require(TermGeometry.IsAligned(TermOffset), key, value, "a multiple of 32");
                break;
            case "session-id":
                SessionId = Number(key, value);
                break;
            case "linger":
                Linger = Duration(key, value);
                break;
            case "rcv-wnd":
                ReceiverWindow = Length(key, value, 2 * DataHeader.Length, TermGeometry.MaxTermLength / 2);
                break;
            case "pub-wnd":
                PublicationWindow = Length(key, value, 2 * DataHeader.Length, TermGeometry.MaxTermLength / 2);
                break;
            case "so-rcvbuf":
                SocketReceiveBufferLength = Length(key, value, 1, int.MaxValue);
                break;
            case "so-sndbuf":
                SocketSendBufferLength = Length(key, value, 1, int.MaxValue);
                break;
            case "reliable":
                Require(value is "true" or "false", key, value, "true or false");
                IsReliable = value == "true";
                break;
            case "cc":
                Require(value == "static", key, value, "'static'; no other congestion control is supported");
                break;
            case "fc":
                Require(value == "max", key, value, "'max'; no other flow control is supported");
                break;
            default:
                throw new FormatException($"'{Uri}': the parameter '{key}' is unknown or not supported.");
        }
    }

    private void CheckStart()
    {
        if (TermId.HasValue != InitialTermId.HasValue && TermId.HasValue)
        {
            throw new FormatException($"'{Uri}': 'term-id' needs 'init-term-id'.");
        }

        if (TermId - InitialTermId < 0)
        {
            throw new FormatException($"'{Uri}': 'term-id' is before 'init-term-id'.");
        }

        if (TermOffset >= TermLength || (TermOffset > 0 && TermId is null))
        {
            throw new FormatException($"'{Uri}': 'term-offset' needs 'term-id' and is less than the term length.");
        }

        if (Mtu > TermLength)
        {
            throw new FormatException($"'{Uri}': 'mtu' {Mtu} is more than a term of {TermLength} bytes.");
        }
    }

    private int Number(string key, string value)
    {
        Require(int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number), key, value, "a 32-bit number");
        return number;
    }

    private int Length(string key, string value, long min, long max)
    {
        var shift = char.ToLowerInvariant(value[^1]) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 };
        var digits = shift == 0 ? value : value[..^1];
        var valid = uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var length = (long)number << shift;
        Require(valid && length >= min && length <= max, key, value, $"a length from {min} to {max}");
        return (int)length;
    }

    private TimeSpan Duration(string key, string value)
    {
        var (suffix, ticksPerUnit) = value switch
        {
            _ when value.EndsWith("ns", StringComparison.Ordinal) => (2, 0.01),
            _ when value.EndsWith("us", StringComparison.Ordinal) => (2, TimeSpan.TicksPerMicrosecond),
            _ when value.EndsWith("ms", StringComparison.Ordinal) => (2, TimeSpan.TicksPerMillisecond),
            _ when value.EndsWith('s') => (1, TimeSpan.TicksPerSecond),
            _ => (0, 0.01),
        };
        var valid = long.TryParse(value.AsSpan(0, value.Length - suffix), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        Require(valid && number * ticksPerUnit <= TimeSpan.TicksPerDay, key, value, "a time of at most a day, such as 500ms");
        return TimeSpan.FromTicks((long)(number * ticksPerUnit));
    }

    private void Require(bool holds, string key, string value, string expected)
    {
        if (!holds)
        {
            throw new FormatException($"'{Uri}': {key}={value} isn't {expected}.");
        }
    }
}
