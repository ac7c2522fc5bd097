using System.Net;
using TpWallet.Gateway.Iso8583;
using TpWallet.Protocol.Iso8583;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Iso8583;

/// <summary>From the configured links to the options of their listeners, with profiles and keys read.</summary>
internal static class IsoLinks
{
    /// <summary>Reads profiles and keys, and checks everything.</summary>
    /// <exception cref="ConfigurationException">Something can't be used; the message names the link.</exception>
    public static IReadOnlyList<IsoListenerOptions> Load(SwitchConfiguration configuration) =>
        [.. configuration.Iso8583.Select(link => Load(link, configuration.Insecure))];

    private static IsoListenerOptions Load(IsoLinkConfiguration link, bool insecure)
    {
        try
        {
            var options = new IsoListenerOptions
            {
                Name = link.Name,
                Address = IPAddress.Parse(link.Address),
                Port = link.Port,
                AllowNonLoopback = insecure,
                MaxConnections = link.MaxConnections,
                Profile = IsoProfiles.Get(link.Profile),
                Participant = link.Participant,
                TokenKey = TokenKeyFile.Read(link.TokenKeyFile),
                Merchants = link.Merchants,
                MerchantAccountBase = link.MerchantAccountBase,
                Window = link.Window,
                HoldSeconds = link.HoldSeconds,
                UnreadableMax = link.UnreadableMax,
                IdleTimeout = TimeSpan.FromMilliseconds(link.IdleTimeoutMs),
                EchoInterval = TimeSpan.FromMilliseconds(link.EchoIntervalMs),
            };
            options.Validate();
            return options;
        }
        catch (Exception exception) when (exception is IsoProfileException or ArgumentException or ConfigurationException)
        {
            throw new ConfigurationException($"iso8583 link '{link.Name}': {exception.Message}", exception);
        }
    }
}
