namespace TpWallet.Server.Bench.Reports.Peers;

/// <summary>One measurement of one system.</summary>
internal sealed record PeerRun
{
    /// <summary>The name by which this switch stands among its peers.</summary>
    public const string OwnSystem = "TpWallet";

    /// <summary>Which, with its version.</summary>
    public string System { get; init; } = "";

    /// <summary>By which way.</summary>
    public string Label { get; init; } = "";

    /// <summary>Connections, and what each has unanswered: 8x1024.</summary>
    public string Shape { get; init; } = "";

    /// <summary>Whether an answer says that it is on disk.</summary>
    public bool Durable { get; init; }

    /// <summary>Connections.</summary>
    public int Connections { get; init; }

    /// <summary>Authorizations that each has unanswered.</summary>
    public int Window { get; init; }

    /// <summary>Authorizations a second.</summary>
    public double PerSecond { get; init; }

    /// <summary>Median latency of a call, microseconds.</summary>
    public double P50Us { get; init; }

    /// <summary>99th percentile.</summary>
    public double P99Us { get; init; }
}
