using System.Net;
using System.Text.Json;
using TpWallet.Server.Cluster;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Tests.Cluster;

/// <summary>The operator's commands on a group of three real members.</summary>
public sealed class ClusterCommandTests : IDisposable
{
    private const int BasePort = 22_600;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("tpwallet-cluster-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Group_is_told_changed_broken_and_mended()
    {
        using var limit = new CancellationTokenSource(Patience * 3);
        var plan = new ClusterPlan { Nodes = 3, Folder = _folder, BasePort = BasePort, History = false };
        ClusterFolder.Prepare(plan);
        await using (var host = await ClusterHost.StartAsync(plan, limit.Token))
        {
            await host.UntilAsync(static view => view.InSync.Length == 3, "all in sync", Patience, limit.Token);
            await ChangeAsync(plan, host, limit.Token);
            await LoseTwoAsync(plan, host, limit.Token);
        }

        await RepairAsync(plan);
    }

    private static async Task ChangeAsync(ClusterPlan plan, ClusterHost host, CancellationToken cancellationToken)
    {
        var told = await UntilAsync(plan, 2, static status => Healthy(status), "--state-hash");
        Assert.Equal(3, told.GetProperty("members").EnumerateArray().Select(static member => member.GetProperty("state").GetRawText()).Count());
        Assert.Single(told.GetProperty("members").EnumerateArray().Select(static member => member.GetProperty("state").GetRawText()).Distinct());

        var primary = told.GetProperty("verdict").GetProperty("headline").GetString()!.Contains("node-1", StringComparison.Ordinal) ? 1 : 2;
        var (other, third) = primary == 1 ? (2, 3) : (1, 3);
        await DoneAsync("cluster", "remove", plan.DataOf(other), $"node-{third}");
        await UntilAsync(plan, 1, status => SyncOf(status, third) == "removed");
        var refused = await CommandLineRun.Of("cluster", "remove", plan.DataOf(third), $"node-{other}");
        Assert.Equal(ExitCodes.SwitchFailed, refused.ExitCode);
        Assert.Contains("min_in_sync", refused.Error, StringComparison.Ordinal);
        await DoneAsync("cluster", "rejoin", plan.DataOf(other), $"node-{third}");
        await host.UntilAsync(static view => view.InSync.Length == 3, "all in sync again", Patience, cancellationToken);

        await DoneAsync("cluster", "transfer", plan.DataOf(third), "--to", $"node-{other}");
        await UntilAsync(plan, third, status => status.GetProperty("verdict").GetProperty("headline").GetString()!
            .StartsWith($"payments are taken by node-{other}", StringComparison.Ordinal));
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK,
            (await http.GetAsync($"http://127.0.0.1:{plan.RestPortOf(other)}/health/primary", cancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable,
            (await http.GetAsync($"http://127.0.0.1:{plan.RestPortOf(third)}/health/primary", cancellationToken)).StatusCode);
        var metrics = await http.GetStringAsync($"http://127.0.0.1:{plan.RestPortOf(other)}/metrics", cancellationToken);
        Assert.Contains("tpwallet_group_role{role=\"primary\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains($"tpwallet_group_standby_lag_commands{{member=\"node-{third}\"}} 0", metrics, StringComparison.Ordinal);
    }

    private static async Task LoseTwoAsync(ClusterPlan plan, ClusterHost host, CancellationToken cancellationToken)
    {
        await host.KillAsync(2);
        await host.UntilAsync(static view => view.InSync.Length == 2, "two in sync", Patience, cancellationToken);
        await host.KillAsync(1);
        await UntilAsync(plan, 3, static status => status.GetProperty("verdict").GetProperty("headline").GetString()!
            .StartsWith("PAYMENTS STOPPED: node-3 leads", StringComparison.Ordinal));

        var wrongName = await CommandLineRun.Of("cluster", "force-primary", plan.DataOf(3), "node-1", "--accept-data-loss");
        Assert.Equal(ExitCodes.Usage, wrongName.ExitCode);
        var withoutWord = await CommandLineRun.Of("cluster", "force-primary", plan.DataOf(3), "node-3");
        Assert.Equal(ExitCodes.Usage, withoutWord.ExitCode);
        Assert.Contains("--accept-data-loss", withoutWord.Error, StringComparison.Ordinal);

        await DoneAsync("cluster", "min-in-sync", plan.DataOf(3), "1");
        await UntilAsync(plan, 3, static status => status.GetProperty("verdict").GetProperty("takes_payments").GetBoolean());
        await host.StartAsync(1, cancellationToken);
        await host.UntilAsync(static view => view.InSync.Length == 2, "two in sync", Patience, cancellationToken);
        await DoneAsync("cluster", "min-in-sync", plan.DataOf(3), "2");
    }

    private static async Task RepairAsync(ClusterPlan plan)
    {
        Assert.Equal(ExitCodes.CheckFailed, (await CommandLineRun.Of("cluster", "status", "--config", plan.FileOf(1))).ExitCode);
        File.Delete(Path.Combine(plan.Folder, "view", "view.json"));

        string[] repair = ["cluster", "repair-view", "--config", plan.FileOf(1), plan.FileOf(1), plan.FileOf(2)];
        var missing = await CommandLineRun.Of(repair);
        Assert.Equal(ExitCodes.Usage, missing.ExitCode);
        Assert.Contains("node-3 missing", missing.Error, StringComparison.Ordinal);

        var seen = await CommandLineRun.Of("cluster", "seen", "--config", plan.FileOf(3), "--json");
        var carried = Path.Combine(plan.Folder, "node-3.seen");
        await File.WriteAllTextAsync(carried, seen.Output);
        var shown = await CommandLineRun.Of([.. repair, carried]);
        Assert.True(shown.ExitCode == ExitCodes.Success, shown.Error);
        Assert.Contains("would write", shown.Output, StringComparison.Ordinal);
        var written = await CommandLineRun.Of([.. repair, carried, "--write"]);
        Assert.True(written.ExitCode == ExitCodes.Success, written.Error);
        Assert.Contains("written: epoch", written.Output, StringComparison.Ordinal);

        using var limit = new CancellationTokenSource(Patience);
        await using var host = await ClusterHost.StartAsync(plan, limit.Token);
        await host.UntilAsync(static view => view.InSync.Length == 3, "all in sync after the repair", Patience, limit.Token);
    }

    private static bool Healthy(JsonElement status) => status.GetProperty("verdict").GetProperty("takes_payments").GetBoolean()
        && status.GetProperty("members").EnumerateArray().All(static member => member.GetProperty("log").GetString() == "same"
            && member.GetProperty("state").ValueKind == JsonValueKind.Object);

    private static string? SyncOf(JsonElement status, int number) => status.GetProperty("members").EnumerateArray()
        .First(member => member.GetProperty("node").GetString() == $"node-{number}").GetProperty("in_sync").GetString();

    private static async Task DoneAsync(params string[] arguments)
    {
        var run = await CommandLineRun.Of(arguments);
        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
    }

    private static async Task<JsonElement> UntilAsync(ClusterPlan plan, int member, Func<JsonElement, bool> isWanted, params string[] more)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var run = await CommandLineRun.Of(["cluster", "status", plan.DataOf(member), "--json", .. more]);
            if (run.Output.Length > 0 && run.OutputJson() is var status && isWanted(status))
            {
                return status;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"not seen in time: {run.Output}{run.Error}");
        }
    }
}
