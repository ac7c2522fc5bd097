namespace TpWallet.Server.Configuration;

/// <summary>What keeps a group's view.</summary>
internal enum ViewStoreKind
{
    /// <summary>A locked file, for members on one host.</summary>
    File = 0,

    /// <summary>etcd, for members on several.</summary>
    Etcd = 1,
}
