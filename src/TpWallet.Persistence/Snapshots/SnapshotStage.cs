namespace TpWallet.Persistence.Snapshots;

/// <summary>What is being done with a snapshot.</summary>
public enum SnapshotStage
{
    /// <summary>The image is written.</summary>
    Writing,

    /// <summary>The file is read to compare it with its checksums.</summary>
    Verifying,

    /// <summary>The image is read into the core.</summary>
    Loading,
}
