using TpWallet.Disruptor;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Persistence;
using TpWallet.Persistence.Journal;
using TpWallet.Replication.Log;
using TpWallet.Server.Engine.Snapshots;

namespace TpWallet.Server.Engine.Group;

/// <summary>What a switch gives to the sequencer of its group.</summary>
internal sealed record GroupSurroundings
{
    /// <summary>Where commands wait, and into which those of the log are fed.</summary>
    public required RingBuffer<Slot> Ring { get; init; }

    /// <summary>The log, recovered.</summary>
    public required ReplicaJournal Log { get; init; }

    /// <summary>Through where the core was recovered.</summary>
    public required JournalPosition Applied { get; init; }

    /// <summary>Where the next snapshot is taken.</summary>
    public required CutPoint Cut { get; init; }

    /// <summary>What metrics show.</summary>
    public required GroupGauge Gauge { get; init; }

    /// <summary>What the gateway goes by.</summary>
    public required GroupRole Role { get; init; }

    /// <summary>The clock that batches are stamped with.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Takes lines for a person.</summary>
    public required IProgress<string> Lines { get; init; }

    /// <summary>Cuts every client's connection, without a word.</summary>
    public required Action CutClients { get; init; }

    /// <summary>This member serves from now on.</summary>
    public required Action OnOpened { get; init; }

    /// <summary>The last sequence that the core has applied. Any thread.</summary>
    public required Func<ulong> AppliedThrough { get; init; }

    /// <summary>Keeps them from being deleted.</summary>
    public required RetentionHold SnapshotHold { get; init; }

    /// <summary>How its journal is made.</summary>
    public required JournalOptions JournalOptions { get; init; }
}
