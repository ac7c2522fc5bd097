namespace TpWallet.Server.Bench.Reports.Peers;

/// <summary>How a system was set up for all its measurements.</summary>
internal sealed record PeerSetting
{
    /// <summary>Which, with its version.</summary>
    public string System { get; init; } = "";

    /// <summary>In its own words.</summary>
    public string Setting { get; init; } = "";
}
