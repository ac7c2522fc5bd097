using FASTER.core;

namespace TpWallet.Persistence.History;

/// <summary>
/// Keeps what the store says of its newest checkpoints, for history's own manifest. It keeps no files: which checkpoint counts is for the manifest to
/// say, not for whatever lies in a folder.
/// </summary>
internal sealed class StoreCheckpoints(StoreCheckpoint log, StoreCheckpoint index, Func<bool, IDevice> openIndex) : ICheckpointManager
{
    private Guid _indexBeingMade;

    public StoreCheckpoint Log { get; private set; } = log;

    public StoreCheckpoint Index { get; private set; } = index;

    public void InitializeIndexCheckpoint(Guid indexToken) => _indexBeingMade = indexToken;

    public void InitializeLogCheckpoint(Guid logToken)
    {
        // A log checkpoint has no files of its own.
    }

    public void CommitIndexCheckpoint(Guid indexToken, byte[] commitMetadata) => Index = new StoreCheckpoint(indexToken, commitMetadata);

    public void CommitLogCheckpoint(Guid logToken, byte[] commitMetadata) => Log = new StoreCheckpoint(logToken, commitMetadata);

    public byte[] GetIndexCheckpointMetadata(Guid indexToken) => Index.Token == indexToken ? Index.Description : throw Unknown(indexToken);

    public byte[] GetLogCheckpointMetadata(Guid logToken, DeltaLog deltaLog, bool scanDelta = false, long recoverTo = -1) =>
        Log.Token == logToken ? Log.Description : throw Unknown(logToken);

    public IEnumerable<Guid> GetIndexCheckpointTokens() => [Index.Token];

    public IEnumerable<Guid> GetLogCheckpointTokens() => [Log.Token];

    public IDevice GetIndexDevice(Guid indexToken) => openIndex(indexToken == _indexBeingMade);

    public IDevice GetSnapshotLogDevice(Guid token) => throw NotUsed();

    public IDevice GetSnapshotObjectLogDevice(Guid token) => throw NotUsed();

    // Asked for at recovery, and let go when it is null.
    public IDevice GetDeltaLogDevice(Guid token) => null!;

    public void CommitLogIncrementalCheckpoint(Guid logToken, long version, byte[] commitMetadata, DeltaLog deltaLog) => throw NotUsed();

    public void CheckpointVersionShift(long oldVersion, long newVersion)
    {
        // Nothing depends on the store's versions.
    }

    public void OnRecovery(Guid indexToken, Guid logToken)
    {
        // There is nothing older to clear away.
    }

    public void Purge(Guid token)
    {
        // There are no files.
    }

    public void PurgeAll()
    {
        // There are no files.
    }

    public void Dispose()
    {
        // Holds nothing.
    }

    private static InvalidOperationException Unknown(Guid token) => new($"The store asks for checkpoint {token}, which isn't the manifest's.");

    private static NotSupportedException NotUsed() => new("Checkpoints fold over: there are no snapshots and no deltas.");
}
