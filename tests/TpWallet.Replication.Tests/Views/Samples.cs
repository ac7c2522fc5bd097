using System.Collections.Immutable;
using TpWallet.Replication.Views;

namespace TpWallet.Replication.Tests.Views;

internal static class Samples
{
    private static readonly Guid Journal = new("0f0e0d0c-0b0a-0908-0706-050403020100");

    public static View View(ulong epoch = 7, ulong version = 12, ushort primary = 2) => new()
    {
        Epoch = epoch,
        Version = version,
        Primary = new NodeId(primary),
        InSync = [new InSyncReplica(new NodeId(2), Journal), new InSyncReplica(new NodeId(3), Journal)],
        MinInSync = 2,
        Members = ImmutableSortedDictionary.CreateRange([new KeyValuePair<ushort, string>(1, "10.0.0.1:7301"), new(2, "10.0.0.2:7301")]),
    };
}
