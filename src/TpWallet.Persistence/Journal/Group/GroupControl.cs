namespace TpWallet.Persistence.Journal.Group;

/// <summary>What a group's member keeps beside its batches.</summary>
/// <param name="ReplicaId">
/// Under this name the member answers for what it holds: drawn at random with this file, so that a journal that was restored, or is used in a
/// group for the first time, is not taken for one that others relied upon.
/// </param>
/// <param name="AcceptedEpoch">The newest epoch that it has promised to obey; 0: none.</param>
/// <param name="Durability">How the batches were written: what a power cut can have left of them.</param>
/// <param name="View">The newest view it has seen, in bytes that mean nothing here; empty: none.</param>
/// <param name="Cut">The cut that is being carried out; null: none.</param>
internal sealed record GroupControl(
    Guid ReplicaId, ulong AcceptedEpoch, DurabilityMode Durability, ReadOnlyMemory<byte> View, PendingCut? Cut);
