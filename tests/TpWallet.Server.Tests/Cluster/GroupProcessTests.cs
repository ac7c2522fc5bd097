using System.Diagnostics;
using TpWallet.Protocol.Binary;
using TpWallet.Replication.Tests.Views;
using TpWallet.Server.Cluster;
using TpWallet.Server.Configuration;
using TpWallet.Server.Operations;
using TpWallet.Server.Tests.Crash;
using Xunit.Abstractions;

namespace TpWallet.Server.Tests.Cluster;

/// <summary>
/// Three real members under load, and what happens to members: killed, stopped, cut off, without disk, without view store, restarted. Each time
/// every request is answered in the end, every answer stays what it was, and all journals hold the same.
/// </summary>
public sealed class GroupProcessTests(ITestOutputHelper output)
{
    private const int StatisticsToHear = 4;

    [Fact]
    public async Task Kills_of_primaries_and_standbys_lose_nothing()
    {
        await using var trial = GroupTrial.Of();
        await trial.BeginAsync();
        for (var round = 0; round < 2; round++)
        {
            await KillPrimaryAsync(trial);

            var view = await trial.ViewAsync();
            var standby = view.InSync.First(replica => replica.Node != view.Primary).Node.Number;
            await trial.Host.KillAsync(standby);
            await trial.PaymentsGoOnAsync();
            await trial.Host.StartAsync(standby, CancellationToken.None);
            await trial.AllInSyncAsync();
        }

        await trial.ProveAsync();
    }

    [Fact]
    public async Task Primary_that_was_stopped_and_wakes_says_nothing_that_the_log_does_not_hold()
    {
        await using var trial = GroupTrial.Of();
        await trial.BeginAsync();
        var before = await trial.ViewAsync();
        var sleeper = before.Primary.Number;
        await using var witness = trial.NewWitness();
        await witness.ConnectAsync(new SwitchAddress("127.0.0.1", trial.Plan.BasePort + sleeper));

        witness.Send(20);
        Signal.Send(Signal.Stop, trial.Host.ProcessOf(sleeper)!.ProcessId);
        witness.Send(20);
        await trial.ViewAsync(view => view.Epoch > before.Epoch, "another primary");
        await trial.PaymentsGoOnAsync();
        Signal.Send(Signal.Continue, trial.Host.ProcessOf(sleeper)!.ProcessId);
        await trial.AllInSyncAsync();

        output.WriteLine($"{await witness.CompareAsync(trial.Target)} of 40 were answered by the one that slept");
        await trial.ProveAsync();
    }

    [Fact]
    public async Task Member_that_is_cut_off_from_the_others_comes_back_as_it_was()
    {
        using var lines = new Lines();
        await using var trial = GroupTrial.Of(plan => plan with { Adjust = lines.Through });
        await trial.BeginAsync();

        var before = await trial.ViewAsync();
        lines.Cut(before.Primary.Number, true);
        var after = await trial.ViewAsync(view => view.Epoch > before.Epoch, "another primary");
        await trial.PaymentsGoOnAsync();
        lines.Cut(before.Primary.Number, false);
        await trial.AllInSyncAsync();

        var standby = after.Primary.Number % GroupTrial.Nodes + 1;
        lines.Cut(standby, true);
        await trial.LeftOutAsync(standby);
        await trial.PaymentsGoOnAsync();
        lines.Cut(standby, false);
        await trial.AllInSyncAsync();

        await trial.ProveAsync();
    }

    [Fact]
    public async Task Member_whose_disk_is_full_is_left_out_until_there_is_room()
    {
        await using var trial = GroupTrial.Of(static plan => plan with
        {
            Adjust = static (_, configuration) => configuration with { SegmentBytes = 4 << 20, DiskReserveBytes = 0 },
        });
        using var disk = SmallDisk.Mount(trial.Plan.DataOf(3), 128 << 20);
        await trial.BeginAsync(requestsPerSecond: 2_000);

        disk.Fill(leave: 0);
        await trial.LeftOutAsync(3);
        await trial.PaymentsGoOnAsync();
        disk.Free();
        if (trial.Host.ProcessOf(3) is null)
        {
            await trial.Host.StopAsync(3);
            await trial.Host.StartAsync(3, CancellationToken.None);
        }

        await trial.AllInSyncAsync();
        await trial.ProveAsync();
    }

    [Fact]
    public async Task Payments_go_on_without_the_view_store_and_a_primary_is_replaced_once_it_is_back()
    {
        using var etcd = new EtcdProcess();
        await using var trial = GroupTrial.Of(plan => plan with { EtcdEndpoints = [etcd.Client.OriginalString] });
        await trial.BeginAsync();
        etcd.Kill();
        await trial.PaymentsGoOnAsync();
        etcd.Start();

        var before = await trial.ViewAsync();
        etcd.Kill();
        await trial.Host.KillAsync(before.Primary.Number);
        var firstPayment = trial.Watch.FirstPaymentAsync(NowMs() + 50);
        await HearStatisticsAsync(trial, before.Primary.Number % GroupTrial.Nodes + 1);
        var back = Stopwatch.GetTimestamp();
        etcd.Start();

        Assert.True(await firstPayment.WaitAsync(TimeSpan.FromMinutes(2)) > back, "a payment was made though nobody could take over");
        await trial.PaymentsGoOnAsync();
        await trial.Host.StartAsync(before.Primary.Number, CancellationToken.None);
        await trial.AllInSyncAsync();
        await trial.ProveAsync();
    }

    [Fact]
    public async Task Rolling_restart_fails_no_request()
    {
        await using var trial = GroupTrial.Of();
        await trial.BeginAsync();
        for (var number = 1; number <= GroupTrial.Nodes; number++)
        {
            await trial.RestartAsync(number);
            await trial.AllInSyncAsync();
            await trial.PaymentsGoOnAsync();
        }

        output.WriteLine($"longest time without an answer: {trial.Watch.ToTimeline().LongestSilenceMs} ms");
        await trial.ProveAsync();
    }

    [Fact]
    public async Task Member_that_was_away_too_long_begins_anew_behind_the_snapshot_of_another()
    {
        await using var trial = GroupTrial.Of(static plan => plan with
        {
            Adjust = static (_, configuration) => configuration with
            {
                SegmentBytes = 4 << 20,
                Snapshots = configuration.Snapshots with { JournalBytes = 1 << 20 },
            },
        });
        await trial.BeginAsync(requestsPerSecond: 2_000);
        var primary = trial.Plan.DataOf((await trial.ViewAsync()).Primary.Number);
        var away = (await trial.ViewAsync()).Primary.Number % GroupTrial.Nodes + 1;
        await trial.Host.KillAsync(away);
        var held = await AskAsync(primary, "sequence");
        await trial.UntilAsync(async () => await AskAsync(primary, "journal_first_sequence") > held, "the primary releases what it needs");

        await trial.Host.StartAsync(away, CancellationToken.None);
        await trial.AllInSyncAsync();
        Assert.True(await AskAsync(trial.Plan.DataOf(away), "journal_first_sequence") > held);
        await trial.PaymentsGoOnAsync();
        await trial.ProveAsync();
    }

    [Fact]
    public async Task Planned_transfer_fails_no_request()
    {
        await using var trial = GroupTrial.Of();
        await trial.BeginAsync(requestsPerSecond: 2_000);
        for (var round = 0; round < GroupTrial.Nodes; round++)
        {
            var before = await trial.ViewAsync();
            var target = ClusterPlan.NameOf(before.Primary.Number % GroupTrial.Nodes + 1);
            var asked = Stopwatch.GetTimestamp();
            var data = trial.Plan.DataOf(before.Primary.Number);
            await OperatorClient.AskAsync(data, HttpMethod.Post, $"/cluster/transfer?node={target}", static _ => { }, CancellationToken.None);
            output.WriteLine($"{before.Primary} has handed over to {target} after {Stopwatch.GetElapsedTime(asked).TotalMilliseconds:0} ms");
            Assert.Equal(target, (await trial.ViewAsync(view => view.Epoch > before.Epoch, "another primary")).Primary.ToString());
            await trial.PaymentsGoOnAsync();
        }

        output.WriteLine($"longest time without an answer: {trial.Watch.ToTimeline().LongestSilenceMs} ms");
        await trial.ProveAsync();
    }

    /// <summary>A number of what a member says of itself.</summary>
    private static async Task<ulong> AskAsync(string data, string name) =>
        (await OperatorClient.AskAsync(data, HttpMethod.Get, "/status", static _ => { }, CancellationToken.None)).GetProperty(name).GetUInt64();

    private static long NowMs() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task KillPrimaryAsync(GroupTrial trial)
    {
        var before = await trial.ViewAsync();
        var killed = Stopwatch.GetTimestamp();
        await trial.Host.KillAsync(before.Primary.Number);
        var firstPayment = await trial.Watch.FirstPaymentAsync(NowMs() + 50).WaitAsync(TimeSpan.FromMinutes(2));
        output.WriteLine($"{before.Primary} killed, first payment after {Stopwatch.GetElapsedTime(killed, firstPayment).TotalMilliseconds:0} ms");
        await trial.PaymentsGoOnAsync();
        await trial.Host.StartAsync(before.Primary.Number, CancellationToken.None);
        await trial.ViewAsync(view => view.Epoch > before.Epoch && view.InSync.Length == GroupTrial.Nodes, "all are in sync");
    }

    /// <summary>A member tells of itself once a second: long enough for others to take over, if they could.</summary>
    private static Task HearStatisticsAsync(GroupTrial trial, int number)
    {
        var process = trial.Host.ProcessOf(number)!;
        var before = process.Statistics.Count;
        return trial.UntilAsync(() => process.Statistics.Count >= before + StatisticsToHear, "a member tells of itself");
    }

    /// <summary>A proxy on each way between two members.</summary>
    private sealed class Lines : IDisposable
    {
        private readonly Dictionary<(int From, int To), DatagramProxy> _lines = [];

        public SwitchConfiguration Through(int from, SwitchConfiguration configuration)
        {
            var group = configuration.Group!;
            var members = Enumerable.Range(1, GroupTrial.Nodes).ToDictionary(ClusterPlan.NameOf, to =>
            {
                var member = group.Members[ClusterPlan.NameOf(to)];
                return to == from ? member : member with { Replication = Line(from, to, configuration).Endpoint.ToString() };
            });
            return configuration with { SegmentBytes = 16 << 20, Group = group with { Members = members } };
        }

        public void Cut(int member, bool isCut)
        {
            foreach (var line in _lines.Where(line => line.Key.From == member || line.Key.To == member))
            {
                line.Value.IsCut = isCut;
            }
        }

        public void Dispose()
        {
            foreach (var line in _lines.Values)
            {
                line.Dispose();
            }
        }

        private DatagramProxy Line(int from, int to, SwitchConfiguration configuration)
        {
            if (!_lines.TryGetValue((from, to), out var line))
            {
                line = new DatagramProxy(GroupTrial.ReplicationOf(configuration, to));
                _lines.Add((from, to), line);
            }

            return line;
        }
    }
}
