namespace TpWallet.Server.Configuration;

/// <summary>Where a member of a group is reached.</summary>
internal sealed record GroupMemberConfiguration
{
    /// <summary>Host and port for acquirers, as the other members tell it to those who come to the wrong one.</summary>
    public string Clients { get; init; } = "";

    /// <summary>IP address and UDP port for the other members.</summary>
    public string Replication { get; init; } = "";
}
