using System.Net;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Replication;
using TpWallet.Replication.Wire;

namespace TpWallet.Server.Configuration;

/// <summary>The ranges of a group's values, and their relations to the rest of a configuration.</summary>
internal static class GroupConfigurationCheck
{
    /// <summary>Says what is wrong first.</summary>
    /// <returns>Null: nothing.</returns>
    public static string? Find(SwitchConfiguration configuration, GroupConfiguration group) => FindInGroup(group) ?? group switch
    {
        _ when configuration.Journal != JournalKind.Segments => "group needs the journal of kind segments",
        _ when configuration.Durability != DurabilityMode.Fsync =>
            "durability is for a switch without a group: leave it out, and set group.durability",
        _ when configuration.Genesis.Clock != ClockSource.Sequencer => "group needs genesis.clock sequencer: the primary keeps the time",
        _ when group.AcceptedKeyFiles.Contains(group.KeyFile) => "group.accepted_key_files names group.key_file, which is accepted anyway",
        _ => null,
    };

    /// <summary>The endpoint for the other members that a text names.</summary>
    public static bool TryParseEndpoint(string text, out IPEndPoint endpoint) =>
        IPEndPoint.TryParse(text, out endpoint!) && endpoint.Port > 0;

    private static string? FindInGroup(GroupConfiguration group) => group switch
    {
        _ when group.Name.Length is 0 or > 64 || group.Name.Any(static letter => !char.IsAsciiLetterOrDigit(letter) && letter != '-')
            => $"group.name must be 1 to 64 letters, digits and hyphens, not '{group.Name}'",
        _ when group.Members.Count is < 2 or > MessageLimits.MembersMax
            => $"group.members must name 2 to {MessageLimits.MembersMax} members, not {group.Members.Count}",
        _ when !group.Members.ContainsKey(group.Node) => $"group.node must be one of group.members, not '{group.Node}'",
        _ when group.MinInSync < 1 || group.MinInSync > group.Members.Count
            => $"group.min_in_sync must be 1 to the number of members ({group.Members.Count}), not {group.MinInSync}",
        _ when group.KeyFile.Length == 0 => "group.key_file must name a file; tpwallet cluster key writes one",
        { ViewStore: { Kind: ViewStoreKind.File, Folder.Length: 0 } } =>
            "group.view_store.folder must name a folder that all members on this host share",
        { ViewStore: { Kind: ViewStoreKind.Etcd, Endpoints.Count: 0 } } => "group.view_store.endpoints must name etcd's client addresses",
        _ when group.ViewStore.Kind == ViewStoreKind.Etcd
            && group.ViewStore.Endpoints.FirstOrDefault(static text => !IsHttp(text)) is { } endpoint
            => $"group.view_store.endpoints: '{endpoint}' is no http or https address",
        _ when group.FailureTimeoutMs is < 100 or > 60_000 => $"group.failure_timeout_ms must be 100 to 60000, not {group.FailureTimeoutMs}",
        _ when group.ReplicaTimeoutMs is < 100 or > 60_000 => $"group.replica_timeout_ms must be 100 to 60000, not {group.ReplicaTimeoutMs}",
        _ when group.MaxClockJumpMs is < 100 or > 3_600_000 => $"group.max_clock_jump_ms must be 100 to 3600000, not {group.MaxClockJumpMs}",
        _ => group.Members.Select(static member => FindInMember(member.Key, member.Value)).FirstOrDefault(static finding => finding is not null)
            ?? FindShared(group.Members.Values.Select(static member => member.Clients), "clients")
            ?? FindShared(group.Members.Values.Select(static member => member.Replication), "replication"),
    };

    private static string? FindInMember(string name, GroupMemberConfiguration member) => name switch
    {
        _ when !NodeId.TryParse(name, out _) => $"group.members: '{name}' must be node- and a number from 1 to 65535",
        _ when !TryParseEndpoint(member.Replication, out _)
            => $"group.members.{name}.replication must be an IP address and a port, such as 10.0.0.1:7501, not '{member.Replication}'",
        _ when member.Clients.LastIndexOf(':') is not > 0 and var _ =>
            $"group.members.{name}.clients must be a host and a port, not '{member.Clients}'",
        _ => null,
    };

    private static string? FindShared(IEnumerable<string> addresses, string key) =>
        addresses.GroupBy(static address => address).FirstOrDefault(static same => same.Count() > 1) is { } shared
            ? $"group.members: two have the same {key} address, {shared.Key}" : null;

    private static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
