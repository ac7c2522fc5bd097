namespace TpWallet.Server.Configuration;

/// <summary>The group of replicas that a switch belongs to. All but <see cref="Node"/> must be the same on every member.</summary>
internal sealed record GroupConfiguration
{
    /// <summary>Name of the group: letters, digits, hyphens.</summary>
    public string Name { get; init; } = "tpwallet";

    /// <summary>Which member this switch is: a key of <see cref="Members"/>, such as <c>node-1</c>.</summary>
    public string Node { get; init; } = "";

    /// <summary>All members by name, this one included.</summary>
    public IReadOnlyDictionary<string, GroupMemberConfiguration> Members { get; init; } = new Dictionary<string, GroupMemberConfiguration>();

    /// <summary>Smallest set of members, the primary included, that must hold a payment before it is answered.</summary>
    public int MinInSync { get; init; } = 2;

    /// <summary>What holding means.</summary>
    public GroupDurability Durability { get; init; } = GroupDurability.QuorumFsync;

    /// <summary>Who remembers which member is primary.</summary>
    public ViewStoreConfiguration ViewStore { get; init; } = new();

    /// <summary>File of the key under which members seal what they send each other; <c>tpwallet cluster key</c> writes one.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>Files of further keys that are accepted, while the key is being changed member by member.</summary>
    public IReadOnlyList<string> AcceptedKeyFiles { get; init; } = [];

    /// <summary>After how long without a working primary a standby takes over, milliseconds.</summary>
    public int FailureTimeoutMs { get; init; } = 400;

    /// <summary>After how long without progress a standby is no longer waited for, milliseconds.</summary>
    public int ReplicaTimeoutMs { get; init; } = 300;

    /// <summary>By how much the clock may jump before payments stop until an operator has looked, milliseconds.</summary>
    public int MaxClockJumpMs { get; init; } = 10_000;
}
