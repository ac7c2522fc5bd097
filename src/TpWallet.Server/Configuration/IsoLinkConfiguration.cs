namespace TpWallet.Server.Configuration;

/// <summary>A listener for one acquirer that speaks ISO 8583.</summary>
internal sealed record IsoLinkConfiguration
{
    /// <summary>What the link is called in logs and lists; unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>IP address to listen on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>TCP port to listen on; 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>A profile that ships, by its name, or the file of another.</summary>
    public string Profile { get; init; } = "1987-ascii";

    /// <summary>The acquirer.</summary>
    public uint Participant { get; init; }

    /// <summary>File of the key from which instrument tokens are made, hexadecimal digits.</summary>
    public string TokenKeyFile { get; init; } = "";

    /// <summary>Accounts by card acceptor (DE 42), or by card acceptor and terminal: "DE42/DE41".</summary>
    public IReadOnlyDictionary<string, ulong> Merchants { get; init; } = new Dictionary<string, ulong>();

    /// <summary>What is added to a DE 42 that is a number to make its account; null: such card acceptors must be listed.</summary>
    public ulong? MerchantAccountBase { get; init; }

    /// <summary>Connections at a time.</summary>
    public int MaxConnections { get; init; } = 64;

    /// <summary>Unanswered requests of one connection.</summary>
    public int Window { get; init; } = 1_024;

    /// <summary>How long an authorization holds its money, seconds; 0: the switch's default.</summary>
    public uint HoldSeconds { get; init; }

    /// <summary>Messages of one connection that may be unreadable beyond an answer before it is closed.</summary>
    public int UnreadableMax { get; init; } = 3;

    /// <summary>A connection that sends nothing for so long is closed, milliseconds.</summary>
    public int IdleTimeoutMs { get; init; } = 300_000;

    /// <summary>After how much silence of its own the switch asks for an echo, milliseconds; 0: never.</summary>
    public int EchoIntervalMs { get; init; }
}
