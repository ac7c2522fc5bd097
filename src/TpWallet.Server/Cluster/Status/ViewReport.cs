using TpWallet.Replication.Views;

namespace TpWallet.Server.Cluster.Status;

/// <summary>A view of a group, as a member knows it or the store holds it.</summary>
internal sealed record ViewReport
{
    public required ulong Epoch { get; init; }

    public required ulong Version { get; init; }

    /// <summary>The primary of the epoch.</summary>
    public required string Primary { get; init; }

    /// <summary>Names of the members in sync, with their journals.</summary>
    public required IReadOnlyDictionary<string, Guid> InSync { get; init; }

    public required int MinInSync { get; init; }

    /// <summary>Names of the members that an operator took out.</summary>
    public required IReadOnlyList<string> Removed { get; init; }

    public static ViewReport Of(View view) => new()
    {
        Epoch = view.Epoch,
        Version = view.Version,
        Primary = view.Primary.ToString(),
        InSync = view.InSync.ToDictionary(static replica => replica.Node.ToString(), static replica => replica.JournalId),
        MinInSync = view.MinInSync,
        Removed = [.. view.Removed.Select(static node => node.ToString())],
    };
}
