namespace TpWallet.Server.Configuration;

/// <summary>How the engine waits for work.</summary>
internal enum WaitStrategyKind
{
    /// <summary>Spins, yields, then parks.</summary>
    Adaptive,

    /// <summary>Yields the rest of its time slice, again and again.</summary>
    Yield,

    /// <summary>Never gives the core away.</summary>
    BusySpin,
}
