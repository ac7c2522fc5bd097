using TpWallet.Server.Bench.Reports.Charts;
using TpWallet.Server.Bench.Reports.Peers;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Bench.Reports.Parts;

/// <summary>This switch beside others: all measurements, and how many times as fast it is as the best durable way of each.</summary>
internal static class PeersPart
{
    /// <summary>Makes the part.</summary>
    public static ReportPart Of(PeerFile peers) => new("peers")
    {
        Text =
        [
            $"The same authorization, {peers.Accounts:N0} accounts, {peers.Seconds} s each, one system after the other on this machine "
                + "(`benchmarks/peers/README.md` says how).",
            "",
            .. Ratios(peers),
            "",
            "| system | by | connections x unanswered | durable | authorizations/s | p50 of a call | p99 of a call |",
            "|---|---|---|---|---|---|---|",
            .. peers.Runs.Select(static run => $"| {run.System} | {run.Label} | {run.Shape} | {(run.Durable ? "yes" : "**no**")} "
                + $"| {run.PerSecond:N0} | {Ms(run.P50Us)} | {Ms(run.P99Us)} |"),
            "",
            .. peers.Settings.Select(static setting => $"- {setting.System}: `{setting.Setting}`"),
            .. peers.Tried.Select(static trial => $"- tried first: {trial.System} with `{trial.Setting}`: {trial.PerSecond:N0}/s"),
        ],
        Charts =
        [
            ("authorizations a second", BarChart.ToSvg("authorizations a second, durable", [.. peers.Runs.Where(static run => run.Durable)
                .Select(static run => ($"{run.System}, {run.Label}, {run.Shape}", run.System, run.PerSecond))])),
        ],
        Raw = CommandContext.ToJson(peers),
    };

    private static IEnumerable<string> Ratios(PeerFile peers)
    {
        yield return "| load | TpWallet/s, p99 | best durable way of the peer | its rate, p99 | ratio of the rates |";
        yield return "|---|---|---|---|---|";

        // This switch is measured before and after the others, so that a machine that changes
        // meanwhile favours nobody: the slower run counts.
        foreach (var own in peers.Runs.Where(static run => run.System == PeerRun.OwnSystem).GroupBy(static run => run.Shape)
            .Select(static runs => runs.MinBy(static run => run.PerSecond)!))
        {
            // One unanswered request a connection is compared with the same; many with whatever is best.
            var rivals = peers.Runs.Where(run => run.System != PeerRun.OwnSystem && run.Durable && (own.Window > 1 || run.Window == 1));
            foreach (var best in rivals.GroupBy(static run => run.System).Select(static runs => runs.MaxBy(static run => run.PerSecond)!))
            {
                yield return $"| {own.Shape} | {own.PerSecond:N0}, {Ms(own.P99Us)} | {best.System}, {best.Label}, {best.Shape} "
                    + $"| {best.PerSecond:N0}, {Ms(best.P99Us)} | **{own.PerSecond / best.PerSecond:N1}** |";
            }
        }
    }

    private static string Ms(double us) => $"{us / 1_000:N2} ms";
}
