namespace TpWallet.Server.Configuration;

/// <summary>The event log and the history behind the core: what is remembered of requests beyond the core's own memory, and for how long.</summary>
internal sealed record HistoryConfiguration
{
    /// <summary>Whether they are kept. Without them the core forgets no request id and refuses new ones when its table is full.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Buffer between the engine and the event log, bytes; when it is full, payments wait.</summary>
    public int BufferBytes { get; init; } = 32 << 20;

    /// <summary>Most bytes of event log that are kept.</summary>
    public long RetentionBytes { get; init; } = 64L << 30;

    /// <summary>For how many days, at most.</summary>
    public int RetentionDays { get; init; } = 400;

    /// <summary>Memory for the newest part of the history's own log, bytes.</summary>
    public long MemoryBytes { get; init; } = 128L << 20;

    /// <summary>Memory for the history's hash index, bytes.</summary>
    public long IndexBytes { get; init; } = 512L << 20;

    /// <summary>How often, at least, history makes itself durable while it grows, milliseconds.</summary>
    public int CheckpointIntervalMs { get; init; } = 5_000;
}
