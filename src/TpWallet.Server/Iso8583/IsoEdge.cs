using System.Net;
using Microsoft.Extensions.Logging;
using TpWallet.Disruptor;
using TpWallet.Gateway.Iso8583;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Iso8583;

/// <summary>The switch's ISO 8583 side put together: a listener for each link, and what they remember together.</summary>
internal sealed class IsoEdge(
    SwitchConfiguration configuration, RingBuffer<Slot> ring, SessionRegistry sessions, ILoggerFactory loggerFactory, IReferenceLookup? lookup = null)
    : IAsyncDisposable
{
    private readonly List<(string Name, IsoListener Listener)> _listeners = [];

    /// <summary>What was out of the ordinary, and which message stood behind a command.</summary>
    public IsoRecords Records { get; } = new(lookup);

    /// <summary>Where each link is listened for.</summary>
    public IReadOnlyList<(string Name, IPEndPoint Endpoint)> Endpoints =>
        [.. _listeners.Select(static link => (link.Name, link.Listener.EndPoint))];

    /// <summary>Begins to listen.</summary>
    /// <exception cref="ConfigurationException">A profile or a key can't be used.</exception>
    /// <exception cref="IOException">An address can't be bound.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var options in IsoLinks.Load(configuration))
        {
            var listener = new IsoListener(options, ring, sessions, Records, loggerFactory);
            _listeners.Add((options.Name, listener));
            await listener.StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Accepts no more; what is in flight is answered as long as the pipeline runs.</summary>
    public Task StopAsync(TimeSpan timeout) => Task.WhenAll(_listeners.Select(link => link.Listener.StopAsync(timeout)));

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, listener) in _listeners)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }
    }
}
