using System.Net;
using TpWallet.Replication.Transport;
using TpWallet.Replication.Views;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Engine.Group;

/// <summary>How a member reaches the others and the view.</summary>
/// <param name="Network">The way to the other members.</param>
/// <param name="Store">The view store.</param>
internal sealed record GroupSeams(AeronNetwork Network, IViewStore Store) : IDisposable
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Opens both; the store need not answer yet.</summary>
    /// <exception cref="ConfigurationException">A key can't be read.</exception>
    /// <exception cref="ViewStoreException">The view store can't be used.</exception>
    /// <exception cref="TransportException">The address for the other members can't be bound.</exception>
    public static async Task<GroupSeams> OpenAsync(GroupConfiguration group, CancellationToken cancellationToken)
    {
        var store = await OpenStoreAsync(group, cancellationToken).ConfigureAwait(false);
        try
        {
            return new GroupSeams(new AeronNetwork(TransportOf(group)), store);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Opens the view store alone.</summary>
    /// <exception cref="ViewStoreException">It can't be used.</exception>
    public static async Task<IViewStore> OpenStoreAsync(GroupConfiguration group, CancellationToken cancellationToken) => group.ViewStore.Kind switch
    {
        ViewStoreKind.File => await FileViewStore.OpenAsync(group.ViewStore.Folder, LockTimeout, cancellationToken).ConfigureAwait(false),
        ViewStoreKind.Etcd => new EtcdViewStore(new EtcdOptions
        {
            Endpoints = [.. group.ViewStore.Endpoints.Select(static endpoint => new Uri(endpoint))],
            Group = group.Name,
        }),
    };

    public void Dispose()
    {
        Network.Dispose();
        Store.Dispose();
    }

    private static TransportOptions TransportOf(GroupConfiguration group) => new()
    {
        Node = GroupSequencer.NodeOf(group.Node),
        Members = group.Members.ToDictionary(
            static member => GroupSequencer.NodeOf(member.Key), static member => IPEndPoint.Parse(member.Value.Replication)),
        Key = GroupKeyFile.Read(group.KeyFile),
        AcceptedKeys = [.. group.AcceptedKeyFiles.Select(GroupKeyFile.Read)],
    };
}
