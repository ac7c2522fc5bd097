using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TpWallet.Gateway.Rest;

/// <summary>Options of the listener for HTTP: REST, health and metrics.</summary>
public sealed record RestListenerOptions
{
    /// <summary>The port that is tried when no other is named.</summary>
    public const int DefaultPort = 7480;

    private static readonly TimeSpan TimeoutMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromHours(1);

    /// <summary>Where to listen. Anything but loopback needs <see cref="AllowNonLoopback"/>.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port, 0 to 65,535; 0 takes a free one, told by <see cref="RestListener.EndPoint"/>.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Allows an address that other machines reach, although nothing is encrypted.</summary>
    public bool AllowNonLoopback { get; init; }

    /// <summary>How many connections may be open; 1 to 65,535.</summary>
    public int MaxConnections { get; init; } = 1_024;

    /// <summary>How many requests may be in the switch at once; 1 to 65,536. The next ones are answered 503.</summary>
    public int MaxWindow { get; init; } = 1_024;

    /// <summary>Bytes of the largest request body; 1 KiB to 1 MiB.</summary>
    public int MaxBodyBytes { get; init; } = 16 << 10;

    /// <summary>How long a connection may be silent between requests; 100 ms to 1 hour.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the headers of a request may take to arrive; 100 ms to 1 hour.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a request waits for the switch's answer before its sender is told that the outcome is unknown; 100 ms to 1 hour.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests a second of one key, on average and at once; 1 to 10,000,000.</summary>
    public int RequestsPerSecond { get; init; } = 50_000;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Address);
        if (!IPAddress.IsLoopback(Address) && !AllowNonLoopback)
        {
            throw new ArgumentException(
                $"Keys would cross the network unencrypted; listening on {Address} must be allowed explicitly (AllowNonLoopback, --insecure).",
                nameof(Address));
        }

        OptionRange.Check(Port, IPEndPoint.MinPort, IPEndPoint.MaxPort, nameof(Port));
        OptionRange.Check(MaxConnections, 1, 65_535, nameof(MaxConnections));
        OptionRange.Check(MaxWindow, 1, 65_536, nameof(MaxWindow));
        OptionRange.Check(MaxBodyBytes, 1 << 10, 1 << 20, nameof(MaxBodyBytes));
        OptionRange.Check(KeepAliveTimeout, TimeoutMin, TimeoutMax, nameof(KeepAliveTimeout));
        OptionRange.Check(HeadersTimeout, TimeoutMin, TimeoutMax, nameof(HeadersTimeout));
        OptionRange.Check(AnswerTimeout, TimeoutMin, TimeoutMax, nameof(AnswerTimeout));
        OptionRange.Check(RequestsPerSecond, 1, 10_000_000, nameof(RequestsPerSecond));
    }

    internal void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.MaxRequestLineSize = 4 << 10;
        kestrel.Limits.MaxRequestHeadersTotalSize = 8 << 10;
        kestrel.Limits.MaxRequestHeaderCount = 32;
        kestrel.Limits.KeepAliveTimeout = KeepAliveTimeout;
        kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
    }
}
