using TpWallet.Disruptor;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Replication;
using TpWallet.Replication.Log;
using TpWallet.Replication.Transport;

namespace TpWallet.Server.Engine.Group;

/// <summary>What surrounds a <see cref="GroupAgent"/>.</summary>
internal sealed record GroupAgentParts
{
    /// <summary>Where commands wait, and into which those of the log are fed.</summary>
    public required RingBuffer<Slot> Ring { get; init; }

    /// <summary>What was collected from it.</summary>
    public required CollectedBatches Batches { get; init; }

    /// <summary>Where the core is held back.</summary>
    public required CommitGate Gate { get; init; }

    /// <summary>The log.</summary>
    public required ReplicaJournal Log { get; init; }

    /// <summary>Through where the core was recovered.</summary>
    public required LogPosition Applied { get; init; }

    /// <summary>The way to the other members.</summary>
    public required AeronNetwork Network { get; init; }

    /// <summary>What metrics show.</summary>
    public required GroupGauge Gauge { get; init; }

    /// <summary>What the gateway goes by.</summary>
    public required GroupRole Role { get; init; }

    /// <summary>First command of an empty log.</summary>
    public required Command Genesis { get; init; }

    /// <summary>The clock that batches are stamped with.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Batches that may be on their way to being committed; more wait in the ring, and become one.</summary>
    public required int UndecidedMax { get; init; }

    /// <summary>Where acquirers reach a member; null: not known.</summary>
    public required Func<NodeId, string?> ClientAddressOf { get; init; }

    /// <summary>Cuts every client's connection, without a word.</summary>
    public required Action CutClients { get; init; }

    /// <summary>This member serves from now on.</summary>
    public required Action OnOpened { get; init; }

    /// <summary>The last sequence that the core has applied. Any thread.</summary>
    public required Func<ulong> AppliedThrough { get; init; }

    /// <summary>This member needs another one's snapshot.</summary>
    public required Action<NodeId> OnSnapshotNeeded { get; init; }
}
