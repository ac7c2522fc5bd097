using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TpWallet.Disruptor;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;

namespace TpWallet.Gateway.Binary;

/// <summary>Listens for clients of the binary protocol, on Kestrel. Their requests enter the ring; a Respond stage brings the replies back.</summary>
public sealed class BinaryListener : IAsyncDisposable
{
    private readonly WebApplication _container;
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
        _container = Compose(options, loggerFactory);
    }

    /// <summary>Where the listener is bound, with the port that it got.</summary>
    /// <exception cref="InvalidOperationException">The listener has not been started.</exception>
    public IPEndPoint EndPoint => _listen?.IPEndPoint ?? throw new InvalidOperationException("The listener has not been started.");

    /// <summary>How many connections are open, signed on or not.</summary>
    public int Connections => _handler.Connections;

    private IServer Server => _container.Services.GetRequiredService<IServer>();

    /// <summary>Binds and begins to accept. Once.</summary>
    /// <exception cref="IOException">The address can't be bound, for instance because it is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await Server.StartAsync(new NoHttp(), cancellationToken).ConfigureAwait(false);
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
        await Server.StopAsync(deadline.Token).ConfigureAwait(false);
        _logger.LogInformation("Binary listener stopped, {Connections} connections left", Connections);
    }

    /// <summary>Stops at once, if the listener was not stopped before: connections are aborted.</summary>
    public async ValueTask DisposeAsync()
    {
        await Server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _container.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// A container for Kestrel alone, never run as an application: that would take Ctrl-C from the switch. It is how Kestrel is given a memory pool.
    /// </summary>
    private WebApplication Compose(BinaryListenerOptions options, ILoggerFactory loggerFactory)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggerFactory);
        builder.WebHost.UseKestrelCore().UseSockets(options.Apply).ConfigureKestrel(kestrel =>
            kestrel.Listen(new IPEndPoint(options.Address, options.Port), listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Run(_handler.OnConnectedAsync);
                _listen = listen;
            }));
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlockPool>(); // the last registration counts, so behind Kestrel's own
        return builder.Build();
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
