namespace TpWallet.Server.Configuration;

/// <summary>Where a group's view is kept.</summary>
internal sealed record ViewStoreConfiguration
{
    /// <summary>By what.</summary>
    public ViewStoreKind Kind { get; init; } = ViewStoreKind.File;

    /// <summary>For a file: its folder, the same for all members, on this host.</summary>
    public string Folder { get; init; } = "";

    /// <summary>For etcd: client addresses, such as <c>http://10.0.0.1:2379</c>.</summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];
}
