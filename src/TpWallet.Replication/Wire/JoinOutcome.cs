namespace TpWallet.Replication.Wire;

/// <summary>What the primary found when it compared a standby's positions with its own log.</summary>
internal enum JoinOutcome : uint
{
    None = 0,

    /// <summary>The position of the answer is the last that both hold, of those that were named.</summary>
    Common = 1,

    /// <summary>Not even the first is in the primary's log.</summary>
    Differs = 2,

    /// <summary>The primary's journal no longer reaches back to the first.</summary>
    Released = 3,
}
