using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TpWallet.Gateway.Health;
using TpWallet.Gateway.Metrics;
using TpWallet.Gateway.Rest.Docs;

namespace TpWallet.Gateway.Rest;

/// <summary>
/// Listens for HTTP: health and metrics from the begin, so that a long recovery can be watched; payments when the switch is up.
/// </summary>
public sealed class RestListener : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly RestListenerOptions _options;
    private readonly RestApplication _rest;
    private readonly ILogger _logger;
    private RestGateway? _gateway;
    private ListenOptions? _listen;
    private bool _stopped;

    /// <summary>Prepares a listener; nothing is bound yet.</summary>
    /// <param name="options">Where to listen, and the limits.</param>
    /// <param name="health">What <c>/health/ready</c> tells.</param>
    /// <param name="exposition">What <c>/metrics</c> tells.</param>
    /// <param name="loggerFactory">Where failures are logged, never payments or keys.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The address is not loopback and that was not allowed.</exception>
    public RestListener(RestListenerOptions options, SwitchHealth health, PrometheusExposition exposition, ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(health);
        ArgumentNullException.ThrowIfNull(exposition);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        options.Validate();
        _logger = loggerFactory.CreateLogger<RestListener>();
        _options = options;
        _application = Compose(options, loggerFactory);
        _rest = new RestApplication(_logger);
        _rest.Use(_application);
        _rest.Map(_application);
        DocsEndpoints.Map(_application);
        HealthEndpoints.Map(_application, health);
        MetricsEndpoint.Map(_application, exposition);
    }

    /// <summary>Where the listener is bound, with the port that it got.</summary>
    /// <exception cref="InvalidOperationException">The listener has not been started.</exception>
    public IPEndPoint EndPoint => _listen?.IPEndPoint ?? throw new InvalidOperationException("The listener has not been started.");

    /// <summary>Binds and begins to accept. Once.</summary>
    /// <exception cref="IOException">The address can't be bound, for instance because it is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _application.StartAsync(cancellationToken).ConfigureAwait(false);
        _logger.LogInformation("HTTP listener on {EndPoint}", EndPoint);
    }

    /// <summary>Takes payments from now on. Once.</summary>
    /// <exception cref="InvalidOperationException">There is no room for one more session.</exception>
    public void Serve(RestServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _gateway = new RestGateway(services, _options, _logger);
        _rest.Serve(_gateway);
    }

    /// <summary>Refuses new payments as shutting down; health and metrics still answer, and so do the payments in flight.</summary>
    public void Drain() => _gateway?.Session.Drain();

    /// <summary>Accepts no more and lets the requests that are in flight be answered; what is left after the timeout is aborted.</summary>
    /// <param name="timeout">How long clients and the engine have; positive.</param>
    public async Task StopAsync(TimeSpan timeout)
    {
        _stopped = true;
        using var deadline = new CancellationTokenSource(timeout);
        await _application.StopAsync(deadline.Token).ConfigureAwait(false);
    }

    /// <summary>Stops at once, if the listener was not stopped before: connections are aborted.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await _application.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _gateway?.Dispose();
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// An empty builder: neither the environment nor a file in the working directory may open another address or raise a limit, and no console
    /// lifetime takes Ctrl-C from the switch.
    /// </summary>
    private WebApplication Compose(RestListenerOptions options, ILoggerFactory loggerFactory)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(new FrameworkLogs(loggerFactory));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            options.Apply(kestrel);
            kestrel.Listen(new IPEndPoint(options.Address, options.Port), listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                _listen = listen;
            });
        });
        return builder.Build();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
