using System.Net;
using TpWallet.Server.Configuration;
using TpWallet.Server.Embedded;

namespace TpWallet.Server.Bench;

/// <summary>A switch of one's own in a child process on a fresh folder below the system's temporary one. Disposing stops it and deletes the folder.</summary>
internal sealed class ChildSwitch : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly SwitchProcess _process;

    private ChildSwitch(DataFolder folder, SwitchProcess process)
    {
        _folder = folder;
        _process = process;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint => _process.Ready.Endpoint;

    /// <summary>Starts a switch with this configuration, except for its folder and port, and waits until it listens.</summary>
    /// <exception cref="CommandLine.CommandFailure">It could not start; the message holds what it said.</exception>
    public static async Task<ChildSwitch> StartAsync(SwitchConfiguration configuration, CancellationToken cancellationToken)
    {
        var folder = new DataFolder(null);
        try
        {
            return new ChildSwitch(folder, await SwitchProcess.StartAsync(configuration with { Data = folder.Path }, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>What the switch told of itself, once a second, within the interval.</summary>
    public SwitchInterval Between(long fromTicks, long untilTicks) =>
        SwitchInterval.Of(_process.Statistics.Where(line => line.Ticks >= fromTicks && line.Ticks <= untilTicks));

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        _folder.Dispose();
    }
}
