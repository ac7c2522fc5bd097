namespace TpWallet.Server.Configuration;

/// <summary>What every in-sync member must have done with a payment before it is answered.</summary>
internal enum GroupDurability
{
    /// <summary>Forced it to its disk.</summary>
    QuorumFsync = 0,

    /// <summary>Taken it into memory; disks follow. Payments survive as long as one in-sync member does not lose power.</summary>
    QuorumMemory = 1,
}
