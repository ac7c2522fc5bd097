using System.Collections.Immutable;

namespace TpWallet.Replication.Views;

/// <summary>
/// Who is in charge: the one value that the view store keeps. Immutable; changed only by a compare-and-swap on the revision and the whole old
/// value.
/// </summary>
public sealed record View
{
    /// <summary>Grows by one with each new primary; 1 or more.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>Grows by one with each change; 1 or more.</summary>
    public required ulong Version { get; init; }

    /// <summary>The primary of the epoch.</summary>
    public required NodeId Primary { get; init; }

    /// <summary>Who must hold a batch before it is committed, the primary included; by node.</summary>
    public required ImmutableArray<InSyncReplica> InSync { get; init; }

    /// <summary>Smallest in-sync set that commits, 1 or more.</summary>
    public required int MinInSync { get; init; }

    /// <summary>Address of each member, such as <c>10.0.0.1:7301</c>.</summary>
    public required ImmutableSortedDictionary<ushort, string> Members { get; init; }

    /// <summary>Members that an operator took out: they follow, and don't come into the in-sync set until they rejoin. By node.</summary>
    public ImmutableArray<NodeId> Removed { get; init; } = [];

    /// <summary>Whether a node is in sync under this journal.</summary>
    public bool HasInSync(NodeId node, Guid journalId) => InSync.Contains(new InSyncReplica(node, journalId));

    /// <summary>Whether a node is in the set, under whatever journal.</summary>
    public bool HasInSync(NodeId node)
    {
        foreach (var replica in InSync)
        {
            if (replica.Node == node)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The view after this one in the same epoch, with another in-sync set and other members taken out.</summary>
    public View WithInSync(IEnumerable<InSyncReplica> inSync, ImmutableArray<NodeId> removed) =>
        this with { Version = Version + 1, InSync = Sorted(inSync), Removed = removed };

    /// <summary>The view after this one under a new primary, who is not taken out any more if it was.</summary>
    public View WithPrimary(NodeId primary, IEnumerable<InSyncReplica> inSync) => this with
    {
        Epoch = Epoch + 1,
        Version = Version + 1,
        Primary = primary,
        InSync = Sorted(inSync),
        Removed = Removed.Remove(primary),
    };

    /// <inheritdoc/>
    public bool Equals(View? other) =>
        other is not null && Epoch == other.Epoch && Version == other.Version && Primary == other.Primary && MinInSync == other.MinInSync
            && InSync.AsSpan().SequenceEqual(other.InSync.AsSpan()) && Members.SequenceEqual(other.Members)
            && Removed.AsSpan().SequenceEqual(other.Removed.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Epoch, Version, Primary);

    /// <inheritdoc/>
    public override string ToString() =>
        $"epoch {Epoch}, version {Version}, primary {Primary}, in sync {string.Join(' ', InSync.Select(static replica => replica.Node))}"
            + (Removed.IsEmpty ? "" : $", taken out {string.Join(' ', Removed)}");

    private static ImmutableArray<InSyncReplica> Sorted(IEnumerable<InSyncReplica> replicas) =>
        [.. replicas.OrderBy(static replica => replica.Node.Number)];
}
