namespace TpWallet.Replication.Wire;

/// <summary>What a member makes of a request for its snapshot.</summary>
internal enum SnapshotOutcome : uint
{
    None = 0,

    /// <summary>Here are bytes of it.</summary>
    Data = 1,

    /// <summary>There is none, or none of that sequence any more, or it can't be read.</summary>
    Unavailable = 2,

    /// <summary>Others are being served; ask again.</summary>
    Busy = 3,
}
