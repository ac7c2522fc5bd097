using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TpWallet.Gateway.Connections;

/// <summary>
/// Listens for clients that speak in streams of messages, on Kestrel. Their requests enter the ring; a Respond stage brings the replies back.
/// </summary>
public abstract class StreamListener : IAsyncDisposable
{
    private readonly WebApplication _container;
    private readonly ConnectionAcceptor _acceptor;
    private readonly string _protocol;
    private readonly ILogger _logger;
    private ListenOptions? _listen;

    private protected StreamListener(ListenerOptions options, string protocol, ConnectionAcceptor acceptor, ILoggerFactory loggerFactory)
    {
        _protocol = protocol;
        _acceptor = acceptor;
        _logger = loggerFactory.CreateLogger(GetType());
        _container = Compose(options, loggerFactory);
    }

    /// <summary>Where the listener is bound, with the port that it got.</summary>
    /// <exception cref="InvalidOperationException">The listener has not been started.</exception>
    public IPEndPoint EndPoint => _listen?.IPEndPoint ?? throw new InvalidOperationException("The listener has not been started.");

    /// <summary>How many connections are open, signed on or not.</summary>
    public int Connections => _acceptor.Connections;

    private IServer Server => _container.Services.GetRequiredService<IServer>();

    /// <summary>Binds and begins to accept. Once.</summary>
    /// <exception cref="IOException">The address can't be bound, for instance because it is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await Server.StartAsync(new NoHttp(), cancellationToken).ConfigureAwait(false);
        _logger.LogInformation("{Protocol} listener on {EndPoint}", _protocol, EndPoint);
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
        _logger.LogInformation("{Protocol} listener stopped, {Connections} connections left", _protocol, Connections);
    }

    /// <summary>Stops at once, if the listener was not stopped before: connections are aborted.</summary>
    public async ValueTask DisposeAsync()
    {
        await Server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _container.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// A container for Kestrel alone, never run as an application: that would take Ctrl-C from the switch. It is how Kestrel is given a memory pool.
    /// </summary>
    private WebApplication Compose(ListenerOptions options, ILoggerFactory loggerFactory)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggerFactory);
        builder.WebHost.UseKestrelCore().UseSockets(options.Apply).ConfigureKestrel(kestrel =>
            kestrel.Listen(new IPEndPoint(options.Address, options.Port), listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Run(_acceptor.OnConnectedAsync);
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
