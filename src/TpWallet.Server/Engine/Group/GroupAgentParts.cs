using TpWallet.Messages;
using TpWallet.Replication;
using TpWallet.Replication.Transport;

namespace TpWallet.Server.Engine.Group;

/// <summary>What a <see cref="GroupAgent"/> works with.</summary>
internal sealed record GroupAgentParts
{
    /// <summary>The switch around it: the ring, the log, and what is to know of changes.</summary>
    public required GroupSurroundings Around { get; init; }

    /// <summary>What was collected from the ring.</summary>
    public required BatchQueue<CollectedBatch> Batches { get; init; }

    /// <summary>Where the core is held back.</summary>
    public required CommitGate Gate { get; init; }

    /// <summary>The way to the other members.</summary>
    public required AeronNetwork Network { get; init; }

    /// <summary>First command of an empty log.</summary>
    public required Command Genesis { get; init; }

    /// <summary>Batches that may be on their way to being committed; more wait in the ring, and become one.</summary>
    public required int UndecidedMax { get; init; }

    /// <summary>Where acquirers reach a member; null: not known.</summary>
    public required Func<NodeId, string?> ClientAddressOf { get; init; }

    /// <summary>This member needs another one's snapshot.</summary>
    public required Action<NodeId> OnSnapshotNeeded { get; init; }
}
