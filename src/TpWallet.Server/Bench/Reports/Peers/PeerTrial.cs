namespace TpWallet.Server.Bench.Reports.Peers;

/// <summary>A setting that was tried before the measurements.</summary>
internal sealed record PeerTrial
{
    /// <summary>Which system, with its version.</summary>
    public string System { get; init; } = "";

    /// <summary>In its own words.</summary>
    public string Setting { get; init; } = "";

    /// <summary>Authorizations a second with it.</summary>
    public double PerSecond { get; init; }
}
