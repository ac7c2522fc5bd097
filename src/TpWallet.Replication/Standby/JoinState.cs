namespace TpWallet.Replication.Standby;

/// <summary>How far a standby has come with its primary.</summary>
internal enum JoinState
{
    /// <summary>It has not asked yet.</summary>
    Apart = 0,

    /// <summary>It has asked and waits for the answer.</summary>
    Asked = 1,

    /// <summary>Its log is the beginning of the primary's, and it takes what follows.</summary>
    Joined = 2,
}
