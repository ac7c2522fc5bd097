using System.Globalization;
using TpWallet.Replication;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Cluster.Status;

/// <summary>A status as a person reads it: the headline, a row for each member, what is wrong, what to type.</summary>
internal static class StatusText
{
    /// <summary>The names of the columns.</summary>
    public static readonly IReadOnlyList<string> Columns =
        ["member", "role", "in sync", "epoch", "committed", "behind", "log", "took over", "without primary", "view store", "clock", "disk",
            "process", "up"];

    /// <summary>A row for each member, in the order of <see cref="Columns"/>.</summary>
    public static IEnumerable<string[]> Rows(ClusterStatus status) => status.Members.Select(member => Row(status, member));

    /// <summary>Everything as lines.</summary>
    public static IEnumerable<string> Lines(ClusterStatus status)
    {
        yield return status.Verdict.Headline;
        yield return "";
        foreach (var line in Align([[.. Columns], .. Rows(status)]))
        {
            yield return line;
        }

        yield return "";
        foreach (var line in Below(status))
        {
            yield return line;
        }
    }

    /// <summary>What stands below the table.</summary>
    public static IEnumerable<string> Below(ClusterStatus status) =>
    [
        Summary(status),
        .. StateLines(status),
        .. status.Verdict.Warnings.Select(static warning => $"! {warning}"),
        .. status.Verdict.Commands.Select(static command => $"  type: {command}"),
    ];

    private static string[] Row(ClusterStatus status, MemberStatus member)
    {
        if (member.Report is not { } report)
        {
            var silent = status.Asked is null ? "not asked" : "NO ANSWER";
            return [member.Node, silent, Name(member.InSync), "", "", Number(member.Lag), "", "", "", "", "", "", "", ""];
        }

        var taken = report.LastTakeOver;
        return
        [
            member.Node,
            RoleOf(report),
            Name(member.InSync),
            Number(report.Epoch),
            Number(report.Committed),
            Number(member.Lag),
            member.Log switch { LogAgreement.Same => "same", LogAgreement.Differs => "DIFFERS", LogAgreement.NotCompared => "-" },
            taken is null ? "-" : taken.At.UtcDateTime.ToString("MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            taken is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{taken.WithoutPrimaryMs} ms"),
            report.ViewAgeMs is { } age ? age < 3_000 ? "ok" : $"silent {age / 1_000} s" : "NO ANSWER",
            report.ClockHeld ? "HELD" : "ok",
            report.DiskShort ? "FULL" : "ok",
            report.ProcessId.ToString(CultureInfo.InvariantCulture),
            Duration(report.Now - report.Started),
        ];
    }

    private static string RoleOf(MemberReport report) => report switch
    {
        { Role: ReplicaRole.Primary, HandingOver: true } => "handing over",
        { Role: ReplicaRole.Primary, Stuck: true } => "PRIMARY, STUCK",
        { Role: ReplicaRole.Primary, Serving: false } => "taking over",
        { Role: ReplicaRole.Primary } => "PRIMARY",
        { Role: ReplicaRole.Standby, Joined: true } => "standby",
        { Role: ReplicaRole.Standby } => "not joined",
        { Role: ReplicaRole.Stopped } => "STOPPED",
    };

    private static string Name(SyncState state) => state switch
    {
        SyncState.Yes => "yes",
        SyncState.Joining => "joining",
        SyncState.No => "NO",
        SyncState.Removed => "removed",
        SyncState.OtherJournal => "NO (new journal)",
        SyncState.Unknown => "?",
    };

    private static string Summary(ClusterStatus status)
    {
        var reports = status.Members.Select(static member => member.Report).OfType<MemberReport>().ToArray();
        var view = status.View is { } known ? $", view {known.Version} of epoch {known.Epoch}, min_in_sync {known.MinInSync}" : "";
        var durability = string.Join('/', reports.Select(static report => Choices.Name(report.Durability)).Distinct());
        var versions = string.Join(" and ", reports.Select(static report => report.Version).Distinct());
        return $"group {status.Group}{view}{(durability.Length > 0 ? $", {durability}, version {versions}" : "")}"
            + (status.Asked is { } asked ? $"; {asked} asked" : "");
    }

    private static IEnumerable<string> StateLines(ClusterStatus status)
    {
        var asked = status.Members.Where(static member => member.State is not null || member.StateError is not null).ToArray();
        foreach (var member in asked)
        {
            var state = member.State is { } one ? $"{one.Hash} at sequence {one.Sequence}" : member.StateError;
            yield return $"  state of {member.Node}: {state}";
        }

        var states = asked.Select(static member => member.State).OfType<HashAt>().ToArray();
        if (states.Length > 1)
        {
            yield return states.Select(static state => state.Sequence).Distinct().Count() > 1
                ? "  the states were taken at different sequences: ask again"
                : states.Distinct().Count() == 1 ? $"  the states of {states.Length} members are the same" : "  THE STATES DIFFER";
        }
    }

    private static IEnumerable<string> Align(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, Columns.Count).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string Number(ulong? number) => number is { } value ? value.ToString("N0", CultureInfo.InvariantCulture) : "?";

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.0} d"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.0} h"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
    };
}
