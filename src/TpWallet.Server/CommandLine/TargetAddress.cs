using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TpWallet.Server.CommandLine;

/// <summary>Reads HOST:PORT.</summary>
internal static class TargetAddress
{
    /// <summary>The endpoint that HOST:PORT names; a host's IPv4 address is preferred. IPv6 addresses stand in brackets.</summary>
    /// <exception cref="CommandFailure">It isn't HOST:PORT, or the host has no address.</exception>
    public static async Task<IPEndPoint> ResolveAsync(string target, CancellationToken cancellationToken)
    {
        var colon = target.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(target.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            throw new CommandFailure(ExitCodes.Usage, $"'{target}' is not HOST:PORT, such as 127.0.0.1:7400");
        }

        var host = target[..colon].Trim('[', ']');
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
            var address = addresses.FirstOrDefault(static candidate => candidate.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
            return new IPEndPoint(address, port);
        }
        catch (SocketException exception)
        {
            throw new CommandFailure(ExitCodes.CannotConnect, $"the host '{host}' has no address: {exception.Message}", exception);
        }
    }
}
