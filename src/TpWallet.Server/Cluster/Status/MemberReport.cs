using TpWallet.Replication;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Cluster.Status;

/// <summary>What a running member says of itself.</summary>
internal sealed record MemberReport
{
    /// <summary>Its name.</summary>
    public required string Node { get; init; }

    public required ReplicaRole Role { get; init; }

    /// <summary>Whether payments enter here: a primary that has finished taking over.</summary>
    public bool Serving { get; init; }

    /// <summary>The newest epoch that it has promised.</summary>
    public ulong Epoch { get; init; }

    /// <summary>Who is primary in that epoch, as far as it knows.</summary>
    public string? Primary { get; init; }

    public Guid JournalId { get; init; }

    /// <summary>The last sequence of its log.</summary>
    public ulong Tail { get; init; }

    /// <summary>Through where the log is known to be committed.</summary>
    public ulong Committed { get; init; }

    /// <summary>Through where its core has come.</summary>
    public ulong Applied { get; init; }

    /// <summary>As a standby: whether it follows the primary's log.</summary>
    public bool Joined { get; init; }

    /// <summary>As the primary: whether nothing moves although something waits.</summary>
    public bool Stuck { get; init; }

    /// <summary>As the primary: whether payments wait for another member to take over.</summary>
    public bool HandingOver { get; init; }

    /// <summary>As the primary: whether nothing is sequenced because the clock jumped.</summary>
    public bool ClockHeld { get; init; }

    /// <summary>As the primary: what it knows of the others.</summary>
    public IReadOnlyList<StandbyReport> Standbys { get; init; } = [];

    /// <summary>The newest view that it has seen; null: none.</summary>
    public ViewReport? View { get; init; }

    /// <summary>How long ago the view store last told it the view, milliseconds; null: not since it started.</summary>
    public long? ViewAgeMs { get; init; }

    /// <summary>Why the view store gave no answer last; null: it gave one.</summary>
    public string? ViewFailure { get; init; }

    /// <summary>The last change of the primary to this member; null: it has not been primary since it started.</summary>
    public TakeOverReport? LastTakeOver { get; init; }

    public GroupDurability Durability { get; init; }

    /// <summary>The smallest in-sync set that its configuration asks for; the view's is the one that holds.</summary>
    public int ConfiguredMinInSync { get; init; }

    /// <summary>Whether new requests are refused for want of disk.</summary>
    public bool DiskShort { get; init; }

    public string Version { get; init; } = "";

    public int ProcessId { get; init; }

    public DateTimeOffset Started { get; init; }

    /// <summary>What its clock says.</summary>
    public DateTimeOffset Now { get; init; }
}
