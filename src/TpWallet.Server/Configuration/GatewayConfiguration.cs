namespace TpWallet.Server.Configuration;

/// <summary>Limits of the sessions of acquirers and operators.</summary>
internal sealed record GatewayConfiguration
{
    /// <summary>Connections at a time.</summary>
    public int MaxConnections { get; init; } = 1_024;

    /// <summary>Unanswered requests of one session, at most.</summary>
    public int MaxWindow { get; init; } = 4_096;

    /// <summary>A session that sends nothing for so long is closed, milliseconds.</summary>
    public int IdleTimeoutMs { get; init; } = 30_000;

    /// <summary>How often a client without traffic is to send a heartbeat, milliseconds.</summary>
    public int HeartbeatIntervalMs { get; init; } = 10_000;
}
