using System.Net;
using Microsoft.Extensions.Logging;
using TpWallet.Disruptor;
using TpWallet.Gateway.Health;
using TpWallet.Gateway.Metrics;
using TpWallet.Gateway.Rest;
using TpWallet.Messages;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Rest;

/// <summary>
/// The switch's HTTP side put together: health, metrics, REST. It is there before the switch is, so that a recovery can be watched.
/// </summary>
internal sealed class HttpEdge : IAsyncDisposable
{
    private readonly SwitchMetrics _metrics;
    private readonly PrometheusExposition _exposition;
    private readonly RestListener? _listener;
    private MeasuredPipeline? _pipeline;

    private HttpEdge(RestConfiguration configuration, bool insecure, ILoggerFactory loggerFactory)
    {
        Health = new SwitchHealth(new HealthOptions { StuckAfter = TimeSpan.FromMilliseconds(configuration.StuckAfterMs) });
        Health.Recovering("recovering: the journal is being opened");
        _metrics = new SwitchMetrics(Health);
        _exposition = new PrometheusExposition(_metrics);
        _listener = configuration.Enabled ? new RestListener(OptionsOf(configuration, insecure), Health, _exposition, loggerFactory) : null;
    }

    /// <summary>What <c>/health/ready</c> tells.</summary>
    public SwitchHealth Health { get; }

    /// <summary>Where it listens; null when it doesn't.</summary>
    public IPEndPoint? Endpoint => _listener?.EndPoint;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The address can't be bound.</exception>
    public static async Task<HttpEdge> StartAsync(
        SwitchConfiguration configuration, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        var edge = new HttpEdge(configuration.Rest, configuration.Insecure, loggerFactory);
        try
        {
            await (edge._listener?.StartAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            return edge;
        }
        catch
        {
            await edge.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Progress of the recovery that readiness tells, too.</summary>
    public IProgress<string> Watch(IProgress<string> progress) => new RecoveryWatch(Health, progress);

    /// <summary>The stages of the pipeline, in the switch's order, with their durations and progress measured.</summary>
    public IReadOnlyList<IStage<Slot>> Measure(RingBuffer<Slot> ring, IReadOnlyList<(string Name, IStage<Slot> Stage)> stages)
    {
        _pipeline = new MeasuredPipeline(ring, stages, _metrics);
        return _pipeline.Stages;
    }

    /// <summary>Shows what a member of a group tells of itself.</summary>
    /// <param name="read">What it tells now; null: nothing yet.</param>
    public GroupMetrics ObserveGroup(Func<GroupReading?> read) => _metrics.ObserveGroup(read);

    /// <summary>The switch is up. More parts than the pipeline's stages may be watched.</summary>
    /// <param name="readings">Its numbers.</param>
    /// <param name="services">What REST needs of it.</param>
    /// <param name="standing">What this member of a group is; null: the switch belongs to none.</param>
    /// <param name="watermarks">Parts behind the pipeline.</param>
    public void Serve(ISwitchReadings readings, RestServices services, Func<MemberStanding?>? standing = null,
        params IReadOnlyList<IWatermark> watermarks)
    {
        _metrics.Observe(readings, services.Sessions);
        _listener?.Serve(services);
        Health.Serving([.. _pipeline?.Watermarks ?? [], .. watermarks], standing);
    }

    /// <summary>Refuses new payments; health and metrics still answer.</summary>
    public void Drain()
    {
        Health.Draining();
        _listener?.Drain();
    }

    /// <summary>Accepts no more; what is in flight is answered as long as the pipeline runs.</summary>
    public Task StopAsync(TimeSpan timeout) => _listener?.StopAsync(timeout) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
        {
            await _listener.DisposeAsync().ConfigureAwait(false);
        }

        Health.Dispose();
        _exposition.Dispose();
        _metrics.Dispose();
    }

    private static RestListenerOptions OptionsOf(RestConfiguration configuration, bool insecure) => new()
    {
        Address = IPAddress.Parse(configuration.Address),
        Port = configuration.Port,
        AllowNonLoopback = insecure,
        MaxConnections = configuration.MaxConnections,
        MaxWindow = configuration.MaxWindow,
        MaxBodyBytes = configuration.MaxBodyBytes,
        RequestsPerSecond = configuration.RequestsPerSecond,
        KeepAliveTimeout = TimeSpan.FromMilliseconds(configuration.KeepAliveTimeoutMs),
        AnswerTimeout = TimeSpan.FromMilliseconds(configuration.AnswerTimeoutMs),
    };

    private sealed class RecoveryWatch(SwitchHealth health, IProgress<string> progress) : IProgress<string>
    {
        public void Report(string value)
        {
            health.Recovering(value);
            progress.Report(value);
        }
    }
}
