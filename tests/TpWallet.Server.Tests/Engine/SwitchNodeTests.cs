using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine;

namespace TpWallet.Server.Tests.Engine;

/// <summary>A whole switch in this process, from the socket to the journal.</summary>
public sealed class SwitchNodeTests : IDisposable
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private readonly string _data = Directory.CreateTempSubdirectory("tpwallet-node-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData(TopologyKind.SingleThread)]
    [InlineData(TopologyKind.ThreadPerStage)]
    public async Task A_hold_is_released_at_its_end_without_another_command(object topology)
    {
        var node = await StartAsync((TopologyKind)topology);
        await using var _ = node;
        await using var acquirer = await TestNode.ConnectAsync(node, SessionRole.Acquirer);
        await TestNode.FurnishAsync(node, funds: 1_000);

        var hold = await acquirer.SendAsync(PaymentCommands.Authorize(1, TestNode.New(), TestNode.Wallet, TestNode.Merchant, 400,
            Currency.USD, holdSeconds: 1));
        Assert.Equal((ResultCode.Approved, 600L), (hold.Reply.Result, hold.Reply.Available));

        await AwaitAsync(acquirer, available: 1_000);
        Assert.Equal(1, node.Ticks);
        Assert.Equal(
            ResultCode.AuthorizationExpired,
            (await acquirer.SendAsync(PaymentCommands.Capture(1, TestNode.New(), hold.Reply.RequestId, 0, Currency.USD))).Reply.Result);
    }

    [Fact]
    public async Task A_hold_that_ended_while_the_switch_was_down_is_released_at_its_start()
    {
        await using (var node = await StartAsync(TopologyKind.Auto))
        {
            await TestNode.FurnishAsync(node, funds: 1_000);
            await using var acquirer = await TestNode.ConnectAsync(node, SessionRole.Acquirer);
            for (var count = 0; count < 600; count++)
            {
                await acquirer.SendAsync(PaymentCommands.Authorize(1, TestNode.New(), TestNode.Wallet, TestNode.Merchant, 1, Currency.USD,
                    holdSeconds: 1));
            }

            await node.StopAsync();
        }

        await using var again = await StartAsync(TopologyKind.Auto);
        await using var client = await TestNode.ConnectAsync(again, SessionRole.Acquirer);
        await AwaitAsync(client, available: 1_000);
    }

    [Fact]
    public async Task A_chain_is_carried_out_whole_or_not_at_all_and_again_after_a_restart()
    {
        Command[] split = [Pay(TestNode.Merchant, 600), Pay(TestNode.OtherMerchant, 300)];
        Command[] tooMuch = [Pay(TestNode.Merchant, 50), Pay(TestNode.OtherMerchant, 900)];
        Outcome[] first, refused;
        await using (var node = await StartAsync(TopologyKind.Auto))
        {
            await TestNode.FurnishAsync(node, funds: 1_000);
            await using var acquirer = await TestNode.ConnectAsync(node, SessionRole.Acquirer);
            first = await acquirer.SendChainAsync(split);
            refused = await acquirer.SendChainAsync(tooMuch);
            Assert.Equal([ResultCode.Approved, ResultCode.Approved], first.Select(static outcome => outcome.Reply.Result));
            Assert.Equal(first[0].Reply.Sequence + 1, first[1].Reply.Sequence);
            Assert.Equal([ResultCode.LinkedCommandFailed, ResultCode.InsufficientFunds], refused.Select(static outcome => outcome.Reply.Result));
            await node.StopAsync();
        }

        await using var again = await StartAsync(TopologyKind.Auto);
        await using var client = await TestNode.ConnectAsync(again, SessionRole.Acquirer);
        await AwaitAsync(client, available: 100);
        Assert.Equal(
            [.. first.Concat(refused).Select(static outcome => (outcome.Reply.Sequence, outcome.Reply.Result, ReplyFlags.Replayed))],
            (await client.SendChainAsync(split)).Concat(await client.SendChainAsync(tooMuch))
                .Select(static outcome => (outcome.Reply.Sequence, outcome.Reply.Result, outcome.Reply.Flags)));
    }

    private static Command Pay(ulong merchant, long amount) =>
        PaymentCommands.Purchase(1, TestNode.New(), TestNode.Wallet, merchant, amount, Currency.USD);

    private static async Task AwaitAsync(AcquirerClient acquirer, long available)
    {
        using var patience = new CancellationTokenSource(Generous);
        while (await TestNode.AvailableAsync(acquirer) != available)
        {
            Assert.False(patience.IsCancellationRequested, $"The wallet never had {available} available.");
        }
    }

    private Task<SwitchNode> StartAsync(TopologyKind topology)
    {
        var configuration = TestNode.Configuration(_data);
        return TestNode.StartAsync(configuration with { Engine = configuration.Engine with { Topology = topology } });
    }
}
