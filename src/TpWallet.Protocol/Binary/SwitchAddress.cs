using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TpWallet.Protocol.Binary;

/// <summary>Where a switch listens, as people and error frames write it: "host:port", an IPv6 address in brackets.</summary>
/// <param name="Host">Host name or address, without brackets.</param>
/// <param name="Port">TCP port, 1 to 65,535.</param>
public readonly record struct SwitchAddress(string Host, int Port)
{
    /// <summary>Reads "host:port". False when it is something else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SwitchAddress address)
    {
        address = default;
        var colon = text?.LastIndexOf(':') ?? -1;
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            return false;
        }

        var host = text.AsSpan(0, colon);
        var isBracketed = host[0] == '[' && host[^1] == ']';
        host = isBracketed ? host[1..^1] : host;
        if (host.IsWhiteSpace() || host.ContainsAny("[] ,") || host.Contains(':') != isBracketed)
        {
            return false;
        }

        address = new SwitchAddress(host.ToString(), port);
        return true;
    }

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public override string ToString()
    {
        var host = Host.Contains(':') ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");
    }
}
