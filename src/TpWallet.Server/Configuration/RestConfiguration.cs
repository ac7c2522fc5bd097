namespace TpWallet.Server.Configuration;

/// <summary>The HTTP listener: REST, health and metrics.</summary>
internal sealed record RestConfiguration
{
    /// <summary>Whether there is one.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>IP address to listen on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>TCP port to listen on; 0: any free one.</summary>
    public int Port { get; init; } = 7480;

    /// <summary>Connections at a time.</summary>
    public int MaxConnections { get; init; } = 1_024;

    /// <summary>Requests of all connections that may be in the switch at once.</summary>
    public int MaxWindow { get; init; } = 1_024;

    /// <summary>Bytes of the largest request body.</summary>
    public int MaxBodyBytes { get; init; } = 16_384;

    /// <summary>Requests a second of one key.</summary>
    public int RequestsPerSecond { get; init; } = 50_000;

    /// <summary>How long a connection may be silent between requests, milliseconds.</summary>
    public int KeepAliveTimeoutMs { get; init; } = 60_000;

    /// <summary>How long a request waits for the switch before its sender is told that the outcome is unknown, milliseconds.</summary>
    public int AnswerTimeoutMs { get; init; } = 10_000;

    /// <summary>How many of the latest messages are kept in memory for timelines; 0: none.</summary>
    public int TimelineMessages { get; init; } = 65_536;

    /// <summary>After how long a stage that has work and does not move turns readiness red, milliseconds.</summary>
    public int StuckAfterMs { get; init; } = 3_000;
}
