namespace TpWallet.Server.Configuration;

/// <summary>Threads for the stages of the engine.</summary>
internal enum TopologyKind
{
    /// <summary>One thread up to four cores, else a thread each.</summary>
    Auto,

    /// <summary>All stages on one thread.</summary>
    SingleThread,

    /// <summary>A thread for each stage.</summary>
    ThreadPerStage,
}
