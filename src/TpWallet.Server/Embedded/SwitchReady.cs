using System.Net;

namespace TpWallet.Server.Embedded;

/// <summary>What a switch says when it begins to listen.</summary>
/// <param name="Endpoint">Where.</param>
/// <param name="RecoveredCommands">Commands that its journal held.</param>
/// <param name="RecoverySeconds">How long it took to apply them.</param>
internal sealed record SwitchReady(IPEndPoint Endpoint, long RecoveredCommands, double RecoverySeconds)
{
    /// <summary>Where it listens for HTTP; port 0: it doesn't.</summary>
    public IPEndPoint HttpEndpoint { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Where its ISO 8583 links listen, by their names.</summary>
    public IReadOnlyDictionary<string, IPEndPoint> IsoLinks { get; init; } = new Dictionary<string, IPEndPoint>();
}
