using TpWallet.Server.Bench.Core;

namespace TpWallet.Server.Bench.Scenarios;

/// <summary>One part of a scenario. Its requests are due within it; what the switch is late with is answered while the next phase runs.</summary>
internal sealed record Phase
{
    /// <summary>Unique within the scenario.</summary>
    public string Name { get; init; } = "";

    /// <summary>How long.</summary>
    public double Seconds { get; init; }

    /// <summary>Sessions; 0: nobody sends anything.</summary>
    public int Connections { get; init; }

    /// <summary>Unanswered requests of each session.</summary>
    public int Window { get; init; } = 1;

    /// <summary>Requests a second over all sessions, on time whether or not the switch keeps up; null: as many as the windows allow.</summary>
    public double? Rate { get; init; }

    /// <summary>What is sent.</summary>
    public Mix Mix { get; init; } = Mix.Authorize;

    /// <summary>Which wallets pay.</summary>
    public AccessKind Access { get; init; } = AccessKind.Uniform;

    /// <summary>False for a warm-up, whose results are left out of reports.</summary>
    public bool Measured { get; init; } = true;
}
