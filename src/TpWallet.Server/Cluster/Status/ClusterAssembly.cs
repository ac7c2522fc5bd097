using TpWallet.Replication;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Cluster.Status;

/// <summary>Puts what the members answered together.</summary>
internal static class ClusterAssembly
{
    /// <summary>The status.</summary>
    /// <param name="configuration">Of the member that asked.</param>
    /// <param name="asked">That member.</param>
    /// <param name="at">When.</param>
    /// <param name="members">All members, by number.</param>
    /// <param name="answers">What each says of itself; null: no answer.</param>
    /// <param name="logs">Each one's hash of the log at one sequence.</param>
    /// <param name="states">Each one's hash of the state; empty: not asked for.</param>
    /// <param name="silences">For how long each was not heard, milliseconds; null: never was.</param>
    public static ClusterStatus Assemble(SwitchConfiguration configuration, NodeId asked, DateTimeOffset at, IReadOnlyList<NodeId> members,
        IReadOnlyDictionary<NodeId, OperatorAnswer?> answers, IReadOnlyDictionary<NodeId, OperatorAnswer?> logs,
        IReadOnlyDictionary<NodeId, OperatorAnswer?> states, IReadOnlyDictionary<NodeId, long?> silences)
    {
        var reports = answers.Values.Select(static answer => answer?.Report).OfType<MemberReport>().ToArray();
        var view = reports.Select(static report => report.View).OfType<ViewReport>().MaxBy(static view => (view.Epoch, view.Version));
        var leader = reports.Where(static report => report.Role == ReplicaRole.Primary).MaxBy(static report => report.Epoch);
        var reference = logs.GetValueOrDefault(NodeOf(leader) ?? asked)?.Hash;
        var status = new ClusterStatus
        {
            Group = configuration.Group!.Name,
            Asked = asked.ToString(),
            At = at,
            View = view,
            Members = [.. members.Select(node => Of(node.ToString(), answers.GetValueOrDefault(node)?.Report, view, leader) with
            {
                LastHeard = silences.GetValueOrDefault(node) is { } silentMs ? at.AddMilliseconds(-silentMs) : null,
                Log = Compare(logs.GetValueOrDefault(node)?.Hash, reference),
                State = states.GetValueOrDefault(node)?.Hash,
                StateError = states.Count > 0 ? states.GetValueOrDefault(node) is { } answer ? answer.Error : "no answer" : null,
            })],
        };
        return status with { Verdict = ClusterJudge.Judge(status, Path.GetFullPath(configuration.Data)) };
    }

    /// <summary>The status when no member runs here: what the view store holds, and nothing else.</summary>
    public static ClusterStatus OfStore(SwitchConfiguration configuration, ViewReport? view, DateTimeOffset at)
    {
        var status = new ClusterStatus
        {
            Group = configuration.Group!.Name,
            At = at,
            View = view,
            Members = [.. configuration.Group.Members.Keys.Order(StringComparer.Ordinal).Select(name => Of(name, null, view, null))],
        };
        return status with { Verdict = ClusterJudge.Judge(status, Path.GetFullPath(configuration.Data)) };
    }

    private static MemberStatus Of(string name, MemberReport? report, ViewReport? view, MemberReport? leader)
    {
        var known = leader?.Standbys.FirstOrDefault(standby => standby.Node == name);
        var position = report?.Tail ?? (known is { Acknowledged: > 0 } ? known.Acknowledged : null);
        return new MemberStatus
        {
            Node = name,
            Report = report,
            InSync = SyncOf(name, report, view),
            Lag = leader is not null && position is { } tail ? leader.Tail - Math.Min(leader.Tail, tail) : null,
        };
    }

    private static SyncState SyncOf(string name, MemberReport? report, ViewReport? view) => view switch
    {
        null => SyncState.Unknown,
        _ when view.Removed.Contains(name) => SyncState.Removed,
        _ when view.InSync.TryGetValue(name, out var journal) => report is null || report.JournalId == journal ? SyncState.Yes
            : SyncState.OtherJournal,
        _ when report is { Joined: true } => SyncState.Joining,
        _ => SyncState.No,
    };

    private static LogAgreement Compare(HashAt? one, HashAt? reference) => one is null || reference is null || one.Sequence != reference.Sequence
        ? LogAgreement.NotCompared
        : one.Hash == reference.Hash ? LogAgreement.Same : LogAgreement.Differs;

    private static NodeId? NodeOf(MemberReport? report) => report is not null && NodeId.TryParse(report.Node, out var node) ? node : null;
}
