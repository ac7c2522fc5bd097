using System.Globalization;
using TpWallet.Replication;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Cluster.Status;

/// <summary>
/// Says in words what a status means: first whether payments are taken, then everything that is wrong or may soon be, and what to type. Sees only
/// what the members told; draws no conclusion from silence but that there was no answer.
/// </summary>
internal sealed class ClusterJudge
{
    private const long ViewStoreSilentMs = 3_000;
    private const long StandbySilentMs = 1_500;
    private const ulong LagMax = 100_000;
    private static readonly TimeSpan ClockSkewMax = TimeSpan.FromSeconds(1);

    private readonly ClusterStatus _status;
    private readonly string _data;
    private readonly List<string> _warnings = [];
    private readonly List<string> _commands = [];

    private ClusterJudge(ClusterStatus status, string data)
    {
        _status = status;
        _data = data;
    }

    private IEnumerable<MemberReport> Reports => _status.Members.Select(static member => member.Report).OfType<MemberReport>();

    private IEnumerable<MemberStatus> Silent => _status.Members.Where(static member => member.Report is null);

    private int InSync => _status.View?.InSync.Count ?? 0;

    private int MinInSync => _status.View?.MinInSync ?? 0;

    /// <summary>Judges.</summary>
    /// <param name="status">What the members told.</param>
    /// <param name="data">The data folder that commands are to be given.</param>
    public static ClusterVerdict Judge(ClusterStatus status, string data)
    {
        var judge = new ClusterJudge(status, data);
        var leader = judge.Reports.Where(static report => report.Role == ReplicaRole.Primary).MaxBy(static report => report.Epoch);
        var (takes, headline) = leader is null ? judge.WithoutLeader() : judge.Under(leader);
        judge.Warn(leader);
        return new ClusterVerdict(takes, headline, judge._warnings, [.. judge._commands.Distinct()]);
    }

    private (bool Takes, string Headline) Under(MemberReport leader)
    {
        var who = leader.Node;
        if (leader.ClockHeld)
        {
            Suggest("accept-clock", "");
            return Stopped($"{who}'s clock jumped; set it right, or accept it if it is right");
        }

        if (leader.DiskShort)
        {
            SuggestTransfer(leader);
            return (false, $"PAYMENTS REFUSED (DiskFull): {who} leads and its disk has too little room; make room, or hand over");
        }

        if (InSync < MinInSync)
        {
            return Stopped($"{who} leads with {InSync} in sync, and min_in_sync is {MinInSync}{WhoIsMissing()}");
        }

        // An idle primary is not stuck, and yet the next payment would wait for them.
        if (SilentInSync(leader) is { Length: > 0 } silent)
        {
            return Stopped($"{who} leads, and no payment can be committed: {string.Join("; ", silent.Select(Describe))}; without it there "
                + $"are {InSync - silent.Length} "
                + $"in sync, and min_in_sync is {MinInSync}. Start it, or let another member come into sync");
        }

        if (leader.Stuck)
        {
            return Stopped($"{who} leads and can't commit{WhoHolds(leader)}");
        }

        if (leader.HandingOver)
        {
            return (true, $"payments wait for a moment: {who} hands over");
        }

        return leader.Serving
            ? (true, $"payments are taken by {who}{Since(leader)}: epoch {leader.Epoch}, {InSync} of {_status.Members.Count} in sync")
            : Stopped($"{who} has just become primary and applies what it inherited; ask again in a moment");
    }

    private (bool Takes, string Headline) WithoutLeader()
    {
        if (_status.View is not { } view)
        {
            return Stopped("there is no view yet: the member with the lowest number writes the first one when it starts");
        }

        if (_status.Asked is null)
        {
            return (false, $"NOT KNOWN whether payments are taken: no member runs on {_data}; the view store says "
                + $"primary {view.Primary}, epoch {view.Epoch}");
        }

        var away = view.InSync.Keys.Where(name => Silent.Any(member => member.Node == name)).ToArray();
        var storeAway = Reports.Any() && Reports.All(static report => report.ViewAgeMs is not < ViewStoreSilentMs);
        if (storeAway)
        {
            return Stopped($"nobody leads, and the view store does not answer: {Reports.First().ViewFailure ?? "no reason given"}; "
                + "start it, then a member takes over by itself");
        }

        if (away.Length == view.InSync.Count)
        {
            _commands.Add("start one of " + string.Join(", ", away) + ": it takes over by itself");
            return Stopped($"nobody leads: those in sync ({string.Join(", ", away)}) give no answer. "
                + "Start one of them; only if all their disks are lost, "
                + "see force-primary in the runbook");
        }

        return Stopped($"nobody leads at the moment (epoch {view.Epoch}); members in sync take over by themselves within seconds"
            + (away.Length > 0 ? $". No answer: {string.Join(", ", away)}" : ""));
    }

    private void Warn(MemberReport? leader)
    {
        _warnings.AddRange(_status.Members.Where(static member => member.Log == LogAgreement.Differs)
            .Select(static member => $"THE LOG OF {member.Node} DIFFERS from the primary's where both are committed: stop it, keep its folder"));
        WarnOfStates();
        _warnings.AddRange(Silent.Where(_ => _status.Asked is not null).Select(member =>
            $"{member.Node}: no answer{(member.LastHeard is { } heard ? $" since {Time(heard)}" : "")}"
                + (IsInSync(member) ? ", still counted in sync" : "")));
        foreach (var member in _status.Members.Where(static member => member.InSync == SyncState.Removed))
        {
            _warnings.Add($"{member.Node} was taken out by an operator");
            Suggest("rejoin", $" {member.Node}");
        }

        if (leader is not null && InSync == MinInSync && _status.Members.Count > MinInSync)
        {
            _warnings.Add($"the loss of one more member stops payments: {InSync} in sync, min_in_sync is {MinInSync}");
        }

        _warnings.AddRange(_status.Members.Where(static member => member is { Lag: > LagMax, Report: not null })
            .Select(static member => string.Create(CultureInfo.InvariantCulture, $"{member.Node} is {member.Lag:N0} commands behind")));
        WarnOfSurroundings();
    }

    private void WarnOfStates()
    {
        var asked = _status.Members.Where(static member => member.State is not null).ToArray();
        if (asked.Select(static member => member.State!.Sequence).Distinct().Count() == 1
            && asked.Select(static member => member.State!.Hash).Distinct().Count() > 1)
        {
            _warnings.Add($"THE STATES DIFFER at sequence {asked[0].State!.Sequence}: take no payments, keep all folders, see the runbook");
        }
    }

    private void WarnOfSurroundings()
    {
        foreach (var report in Reports)
        {
            if (report.ViewAgeMs is null or >= ViewStoreSilentMs)
            {
                _warnings.Add($"{report.Node} gets no answer from the view store: {report.ViewFailure ?? "no reason given"}; payments go "
                    + "on, fail-over doesn't");
            }

            if (report is { DiskShort: true, Role: not ReplicaRole.Primary })
            {
                _warnings.Add($"{report.Node}'s disk has too little room");
            }

            if ((report.Now - _status.At).Duration() > ClockSkewMax)
            {
                _warnings.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{report.Node}'s clock is {(report.Now - _status.At).TotalSeconds:+0.0;-0.0} s from {_status.Asked}'s"));
            }
        }

        if (Reports.Select(static report => report.Version).Distinct().Count() > 1)
        {
            _warnings.Add("members run different versions");
        }

        if (Reports.Any(report => report.ConfiguredMinInSync > MinInSync) && _status.View is not null)
        {
            var configured = Reports.Max(static report => report.ConfiguredMinInSync);
            _warnings.Add($"an operator has made min_in_sync {MinInSync}, and it is {configured} in the configuration: payments may be on "
                + "too few members");
            if (InSync >= configured)
            {
                Suggest("min-in-sync", $" {configured}");
            }
        }

        if (Reports.Any(static report => report.Durability == GroupDurability.QuorumMemory))
        {
            _warnings.Add("QUORUM-MEMORY: answered payments are in memory alone at first; if all in-sync members lose power at once they are lost");
        }
    }

    private static (bool Takes, string Headline) Stopped(string why) => (false, $"PAYMENTS STOPPED: {why}");

    private string WhoIsMissing()
    {
        var missing = _status.Members.Where(static member => member.InSync != SyncState.Yes).Select(Describe).ToArray();
        return missing.Length == 0 ? "" : $"; {string.Join("; ", missing)}";
    }

    private string WhoHolds(MemberReport leader)
    {
        var holding = _status.Members.Where(member => IsInSync(member) && member.Node != leader.Node && (member.Report is null || member.Lag > 0))
            .Select(Describe).ToArray();
        return holding.Length == 0 ? ": its own disk, or the view store, does not answer" : $": {string.Join("; ", holding)}";
    }

    /// <summary>Who is counted in sync and hasn't been heard for so long that it would have been swapped out if enough were left.</summary>
    private MemberStatus[] SilentInSync(MemberReport leader) =>
    [
        .. _status.Members.Where(member => member.InSync is SyncState.Yes or SyncState.OtherJournal
            && leader.Standbys.Any(standby => standby.Node == member.Node && standby.SilentMs > StandbySilentMs)),
    ];

    private string Describe(MemberStatus member) => member switch
    {
        { InSync: SyncState.Removed } => $"{member.Node} was taken out",
        { Report: null, LastHeard: { } heard } => $"{member.Node} gives no answer since {Time(heard)}",
        { Report: null } => $"{member.Node} gives no answer",
        { InSync: SyncState.OtherJournal or SyncState.Joining } => $"{member.Node} catches up",
        _ => $"{member.Node} is {(member.Lag is { } lag ? lag.ToString("N0", CultureInfo.InvariantCulture) : "?")} commands behind",
    };

    private bool IsInSync(MemberStatus member) => _status.View?.InSync.ContainsKey(member.Node) ?? false;

    private void SuggestTransfer(MemberReport leader)
    {
        if (_status.Members.FirstOrDefault(member => member.InSync == SyncState.Yes && member.Node != leader.Node
            && member.Report is { DiskShort: false })
            is { } target)
        {
            Suggest("transfer", $" --to {target.Node}");
        }
    }

    private void Suggest(string command, string rest) => _commands.Add($"tpwallet cluster {command} {_data}{rest}");

    private static string Since(MemberReport leader) =>
        leader.LastTakeOver is { } taken && taken.Epoch == leader.Epoch ? $" since {Time(taken.At)}" : "";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
