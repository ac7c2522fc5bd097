using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TpWallet.Disruptor;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;

namespace TpWallet.Gateway.Binary;

/// <summary>Listens for clients of the binary protocol, on Kestrel. Their requests enter the ring; a Respond stage brings the replies back.</summary>
public sealed class BinaryListener : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private readonly BinaryConnectionHandler _handler;
    private readonly ILogger _logger;
    private ListenOptions? _listen;

    /// <summary>Prepares a listener; nothing is bound yet.</summary>
    /// <param name="options">Where to listen, and the limits.</param>
    /// <param name="ring">Where requests go.</param>
    /// <param name="sessions">The sessions of the switch, the same that its Respond stage has.</param>
    /// <param name="identity">What clients are told about the switch.</param>
    /// <param name="loggerFactory">Where connections are logged, never payments.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The address is not loopback and that was not allowed.</exception>
    public BinaryListener(BinaryListenerOptions options, RingBuffer<Slot> ring, SessionRegistry sessions, SwitchIdentity identity,
        ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        options.Validate();
        _logger = loggerFactory.CreateLogger<BinaryListener>();
        _handler = new BinaryConnectionHandler(ring, sessions, options, identity, _logger);
        _server = CreateServer(options, loggerFactory);
    }

    /// <summary>Where the listener is bound, with the port that it got.</summary>
    /// <exception cref="InvalidOperationException">The listener has not been started.</exception>
    public IPEndPoint EndPoint => _listen?.IPEndPoint ?? throw new InvalidOperationException("The listener has not been started.");

    /// <summary>How many connections are open, signed on or not.</summary>
    public int Connections => _handler.Connections;

    /// <summary>Binds and begins to accept. Once.</summary>
    /// <exception cref="IOException">The address can't be bound, for instance because it is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _server.StartAsync(new NoHttp(), cancellationToken).ConfigureAwait(false);
        _logger.LogInformation("Binary listener on {EndPoint}", EndPoint);
    }

    /// <summary>
    /// Accepts no more, refuses new requests as shutting down, signs each session off when its requests in flight are answered. What is
    /// left after the timeout is aborted. The pipeline must still run; stop it afterwards.
    /// </summary>
    /// <param name="timeout">How long clients and the engine have; positive.</param>
    public async Task StopAsync(TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        await _server.StopAsync(deadline.Token).ConfigureAwait(false);
        _logger.LogInformation("Binary listener stopped, {Connections} connections left", Connections);
    }

    /// <summary>Stops at once, if the listener was not stopped before: connections are aborted.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _server.Dispose();
    }

    private KestrelServer CreateServer(BinaryListenerOptions options, ILoggerFactory loggerFactory)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        kestrel.Listen(new IPEndPoint(options.Address, options.Port), listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Run(_handler.OnConnectedAsync);
            _listen = listen;
        });
        var transport = new SocketTransportFactory(Options.Create(options.Transport), loggerFactory);
        return new KestrelServer(Options.Create(kestrel), transport, loggerFactory);
    }

    /// <summary>Kestrel asks for an HTTP application; the connection handler comes before it and lets nothing through.</summary>
    private sealed class NoHttp : IHttpApplication<object>
    {
        public object CreateContext(IFeatureCollection contextFeatures) => throw new NotSupportedException("This listener does not speak HTTP.");

        public Task ProcessRequestAsync(object context) => throw new NotSupportedException("This listener does not speak HTTP.");

        public void DisposeContext(object context, Exception? exception)
        {
            // No context is ever made.
        }
    }
}
