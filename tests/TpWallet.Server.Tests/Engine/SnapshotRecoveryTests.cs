using System.Text.Json;
using TpWallet.Client;
using TpWallet.Core;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;
using TpWallet.Protocol.Binary;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine;
using TpWallet.Server.Engine.Recovery;

namespace TpWallet.Server.Tests.Engine;

/// <summary>Snapshots of a whole switch: taken while it pays, started from, fallen back from, and what they make superfluous.</summary>
public sealed class SnapshotRecoveryTests : IDisposable
{
    private const long Funds = 10_000_000;

    private readonly string _data = Directory.CreateTempSubdirectory("tpwallet-snap-").FullName;
    private readonly List<string> _lines = [];
    private long _paid;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData(TopologyKind.SingleThread)]
    [InlineData(TopologyKind.ThreadPerStage)]
    public async Task A_snapshot_taken_under_load_holds_exactly_what_the_journal_gives(object topology)
    {
        await using (var node = await StartAsync((TopologyKind)topology))
        {
            await TestNode.FurnishAsync(node, Funds);
            using var enough = new CancellationTokenSource();
            var load = PayAsync(node, enough.Token);
            for (var count = 0; count < 3; count++)
            {
                Assert.Equal(0, (await CommandLineRun.Of("snapshot", "take", _data)).ExitCode);
            }

            await enough.CancelAsync();
            await load;
            await node.StopAsync();
        }

        // Compares the state with every snapshot that it passes.
        using var replayed = OfflineRecovery.Run(_data, fromBeginning: true, archive: null, new Progress<string>(), CancellationToken.None);
        using var started = OfflineRecovery.Run(_data, fromBeginning: false, archive: null, new Progress<string>(), CancellationToken.None);
        Assert.Equal(2, replayed.SnapshotsCompared); // two are kept
        Assert.NotNull(started.Snapshot);
        Assert.Equal(replayed.Core.StateHash(), started.Core.StateHash());
        Assert.True(started.Core.Audit().Passed);
    }

    [Fact]
    public async Task A_start_uses_the_newest_good_snapshot_and_says_why_it_refused_another()
    {
        await RunOnceAsync();
        await RunOnceAsync();
        var newest = Directory.GetFiles(Path.Combine(_data, SwitchConfiguration.SnapshotsFolder), "*.tpw").Order(StringComparer.Ordinal).Last();
        Flip(newest, position: 5_000);

        await using var node = await StartAsync(TopologyKind.Auto);
        Assert.NotNull(node.Storage.Snapshot);
        Assert.NotEqual(Path.GetFileName(newest), node.Storage.Snapshot.File);
        Assert.Contains(Path.GetFileName(newest), string.Join('\n', _lines), StringComparison.Ordinal);
        Assert.Equal(Funds - _paid, await BalanceAsync(node));
    }

    [Fact]
    public async Task A_switch_whose_old_journal_is_gone_still_starts_and_one_without_snapshots_says_what_it_lacks()
    {
        const int Rounds = 4;
        for (var round = 0; round < Rounds; round++)
        {
            await RunOnceAsync(payments: 3_000);
        }

        var verified = (await CommandLineRun.Of("journal", "verify", _data, "--json")).OutputJson();
        Assert.True(verified.GetProperty("first_sequence").GetUInt64() > 1, "No segment was released.");
        await using (var node = await StartAsync(TopologyKind.Auto))
        {
            Assert.Equal(Funds - _paid, await BalanceAsync(node));
            await node.StopAsync();
        }

        foreach (var snapshot in Directory.GetFiles(Path.Combine(_data, SwitchConfiguration.SnapshotsFolder), "*.tpw"))
        {
            File.Delete(snapshot);
        }

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(TopologyKind.Auto));
        Assert.Contains("snapshot", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Every_command_tells_the_same_state_however_it_was_recovered()
    {
        await RunOnceAsync();
        await RunOnceAsync();
        var report = (await CommandLineRun.Of("journal", "replay", _data, "--from-beginning", "--json")).OutputJson();
        Assert.Equal(2, report.GetProperty("snapshots_compared").GetInt32());
        Assert.Equal(JsonValueKind.True, report.GetProperty("books_balance").ValueKind);

        var listed = (await CommandLineRun.Of("snapshot", "list", _data)).Output;
        Assert.Contains(report.GetProperty("state_hash").GetString()!, listed, StringComparison.Ordinal);
        Assert.Equal(0, (await CommandLineRun.Of("snapshot", "verify", _data)).ExitCode);
        Assert.Equal(0, (await CommandLineRun.Of("history", "verify", _data)).ExitCode);
        Assert.Equal(1, (await CommandLineRun.Of("snapshot", "take", _data)).ExitCode); // there is one already
    }

    [Fact]
    public async Task A_state_that_a_snapshot_contradicts_is_not_served()
    {
        await RunOnceAsync();
        using var store = SnapshotStore.Share(Path.Combine(_data, SwitchConfiguration.SnapshotsFolder));
        var altered = Assert.Single(store.List()).Info! with { StateHash = new string('0', 64) };
        using var core = new SwitchCore();
        using var replay = new CoreReplay(core, outcomes: null, [altered], CancellationToken.None);

        JournalReader.Read(new JournalReadOptions { Directory = Path.Combine(_data, SwitchConfiguration.JournalFolder) }, replay);

        var mismatch = Assert.Throws<StateMismatchException>(replay.Complete);
        Assert.Contains(altered.File, mismatch.Message, StringComparison.Ordinal);
    }

    private static void Flip(string file, int position)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[position] ^= 0x20;
        File.WriteAllBytes(file, bytes);
    }

    private static async Task<long> BalanceAsync(SwitchNode node)
    {
        await using var client = await TestNode.ConnectAsync(node, SessionRole.Acquirer);
        return await TestNode.AvailableAsync(client);
    }

    private async Task RunOnceAsync(int payments = 50)
    {
        await using var node = await StartAsync(TopologyKind.Auto);
        if (_paid == 0)
        {
            await TestNode.FurnishAsync(node, Funds);
        }

        await using var acquirer = await TestNode.ConnectAsync(node, SessionRole.Acquirer);
        var pending = Enumerable.Range(0, payments).Select(_ => acquirer.SendAsync(Payment()).AsTask());
        foreach (var outcome in await Task.WhenAll(pending))
        {
            Assert.Equal(ResultCode.Approved, outcome.Reply.Result);
        }

        _paid += payments;
        await node.StopAsync();
    }

    private static Command Payment() => PaymentCommands.Purchase(1, TestNode.New(), TestNode.Wallet, TestNode.Merchant, 1, Currency.USD);

    private static async Task PayAsync(SwitchNode node, CancellationToken cancellationToken)
    {
        await using var acquirer = await TestNode.ConnectAsync(node, SessionRole.Acquirer);
        while (!cancellationToken.IsCancellationRequested)
        {
            Assert.Equal(ResultCode.Approved, (await acquirer.SendAsync(Payment(), CancellationToken.None)).Reply.Result);
        }
    }

    private Task<SwitchNode> StartAsync(TopologyKind topology)
    {
        var configuration = TestNode.Configuration(_data);
        return TestNode.StartAsync(
            configuration with
            {
                Genesis = configuration.Genesis with { OpenAuthorizations = 100_000, DuplicateEntries = 200_000 },
                Engine = configuration.Engine with { MaxBatch = 8, Topology = topology },
            },
            new Lines(_lines));
    }

    private sealed class Lines(List<string> lines) : IProgress<string>
    {
        public void Report(string value)
        {
            lock (lines)
            {
                lines.Add(value);
            }
        }
    }
}
