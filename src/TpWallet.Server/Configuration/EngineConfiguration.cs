namespace TpWallet.Server.Configuration;

/// <summary>The ring and the threads that serve it.</summary>
internal sealed record EngineConfiguration
{
    /// <summary>Slots of the ring, a power of two.</summary>
    public int RingCapacity { get; init; } = 32_768;

    /// <summary>Commands in one journal batch, at most.</summary>
    public int MaxBatch { get; init; } = 8_192;

    /// <summary>How the engine waits for work.</summary>
    public WaitStrategyKind WaitStrategy { get; init; } = WaitStrategyKind.Adaptive;

    /// <summary>Threads for the stages.</summary>
    public TopologyKind Topology { get; init; } = TopologyKind.Auto;

    /// <summary>When the memory of the tables is taken from the system.</summary>
    public TableMemoryKind TableMemory { get; init; } = TableMemoryKind.Ahead;
}
