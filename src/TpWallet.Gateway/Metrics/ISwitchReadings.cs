namespace TpWallet.Gateway.Metrics;

/// <summary>
/// What a switch tells of itself when metrics are read. Any thread; each number is right by itself, together they are not a snapshot. Nothing
/// here waits for the engine.
/// </summary>
public interface ISwitchReadings
{
    /// <summary>The last applied sequence of the journal.</summary>
    ulong Sequence { get; }

    /// <summary>Commands applied since the start.</summary>
    long Commands { get; }

    /// <summary>Batches made durable since the start.</summary>
    long JournalBatches { get; }

    /// <summary>Bytes of those batches.</summary>
    long JournalBytes { get; }

    /// <summary>Slots of the ring.</summary>
    int RingCapacity { get; }

    /// <summary>Slots of the ring that could be claimed.</summary>
    long RingRemaining { get; }

    /// <summary>The core's tables.</summary>
    IReadOnlyList<TableReading> Tables { get; }
}
