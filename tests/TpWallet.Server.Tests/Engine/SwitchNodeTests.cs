using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Protocol.Binary;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine;

namespace TpWallet.Server.Tests.Engine;

/// <summary>A whole switch in this process, from the socket to the journal.</summary>
public sealed class SwitchNodeTests : IDisposable
{
    private const ulong Merchant = 20;
    private const ulong OtherMerchant = 21;
    private const ulong Clearing = 30;
    private const ulong Wallet = 1;
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
        await using var acquirer = await ConnectAsync(node, SessionRole.Acquirer);
        await FurnishAsync(node);

        var hold = await acquirer.SendAsync(PaymentCommands.Authorize(1, New(), Wallet, Merchant, 400, Currency.USD, holdSeconds: 1));
        Assert.Equal((ResultCode.Approved, 600L), (hold.Reply.Result, hold.Reply.Available));

        await AwaitAsync(acquirer, available: 1_000);
        Assert.Equal(1, node.Ticks);
        Assert.Equal(
            ResultCode.AuthorizationExpired,
            (await acquirer.SendAsync(PaymentCommands.Capture(1, New(), hold.Reply.RequestId, 0, Currency.USD))).Reply.Result);
    }

    [Fact]
    public async Task A_hold_that_ended_while_the_switch_was_down_is_released_at_its_start()
    {
        await using (var node = await StartAsync(TopologyKind.Auto))
        {
            await FurnishAsync(node);
            await using var acquirer = await ConnectAsync(node, SessionRole.Acquirer);
            for (var count = 0; count < 600; count++)
            {
                await acquirer.SendAsync(PaymentCommands.Authorize(1, New(), Wallet, Merchant, 1, Currency.USD, holdSeconds: 1));
            }

            await node.StopAsync();
        }

        await using var again = await StartAsync(TopologyKind.Auto);
        await using var client = await ConnectAsync(again, SessionRole.Acquirer);
        await AwaitAsync(client, available: 1_000);
    }

    [Fact]
    public async Task A_chain_is_carried_out_whole_or_not_at_all_and_again_after_a_restart()
    {
        Command[] split = [Pay(Merchant, 600), Pay(OtherMerchant, 300)];
        Command[] tooMuch = [Pay(Merchant, 50), Pay(OtherMerchant, 900)];
        Outcome[] first, refused;
        await using (var node = await StartAsync(TopologyKind.Auto))
        {
            await FurnishAsync(node);
            await using var acquirer = await ConnectAsync(node, SessionRole.Acquirer);
            first = await acquirer.SendChainAsync(split);
            refused = await acquirer.SendChainAsync(tooMuch);
            Assert.Equal([ResultCode.Approved, ResultCode.Approved], first.Select(static outcome => outcome.Reply.Result));
            Assert.Equal(first[0].Reply.Sequence + 1, first[1].Reply.Sequence);
            Assert.Equal([ResultCode.LinkedCommandFailed, ResultCode.InsufficientFunds], refused.Select(static outcome => outcome.Reply.Result));
            await node.StopAsync();
        }

        await using var again = await StartAsync(TopologyKind.Auto);
        await using var client = await ConnectAsync(again, SessionRole.Acquirer);
        await AwaitAsync(client, available: 100);
        Assert.Equal(
            [.. first.Concat(refused).Select(static outcome => (outcome.Reply.Sequence, outcome.Reply.Result, ReplyFlags.Replayed))],
            (await client.SendChainAsync(split)).Concat(await client.SendChainAsync(tooMuch))
                .Select(static outcome => (outcome.Reply.Sequence, outcome.Reply.Result, outcome.Reply.Flags)));
    }

    private static Command Pay(ulong merchant, long amount) => PaymentCommands.Purchase(1, New(), Wallet, merchant, amount, Currency.USD);

    private static RequestId New() => RequestId.FromGuid(Guid.NewGuid());

    private static async Task AwaitAsync(AcquirerClient acquirer, long available)
    {
        using var patience = new CancellationTokenSource(Generous);
        while ((await acquirer.SendAsync(PaymentCommands.BalanceInquiry(1, New(), Wallet))).Reply.Available != available)
        {
            Assert.False(patience.IsCancellationRequested, $"The wallet never had {available} available.");
        }
    }

    private static async Task FurnishAsync(SwitchNode node)
    {
        await using var client = await ConnectAsync(node, SessionRole.Operator);
        Command[] commands =
        [
            PaymentCommands.AddParticipant(1, New()),
            PaymentCommands.OpenAccount(1, New(), Merchant, AccountKind.Merchant, Currency.USD),
            PaymentCommands.OpenAccount(1, New(), OtherMerchant, AccountKind.Merchant, Currency.USD),
            PaymentCommands.OpenAccount(1, New(), Clearing, AccountKind.ExternalClearing, Currency.USD),
            PaymentCommands.OpenAccount(1, New(), Wallet, AccountKind.CustomerWallet, Currency.USD),
            PaymentCommands.Deposit(1, New(), Wallet, Clearing, 1_000, Currency.USD),
        ];
        foreach (var command in commands)
        {
            Assert.Equal(ResultCode.Approved, (await client.SendAsync(command)).Reply.Result);
        }
    }

    private static Task<AcquirerClient> ConnectAsync(SwitchNode node, SessionRole role) =>
        AcquirerClient.ConnectAsync(new ClientOptions
        {
            Port = node.Endpoint.Port,
            Role = role,
            Participant = role == SessionRole.Operator
            ? 0u : 1u
        });

    private Task<SwitchNode> StartAsync(TopologyKind topology) => SwitchNode.StartAsync(
        new SwitchConfiguration
        {
            Data = _data,
            Port = 0,
            Rest = new RestConfiguration { Port = 0 },
            Durability = DurabilityMode.Fsync,
            SegmentBytes = 4 << 20,
            Genesis = new GenesisConfiguration
            {
                Accounts = 100,
                OpenAuthorizations = 1_000,
                DuplicateEntries = 2_000,
                Participants = 4,
                Instruments = 4
            },
            Engine = new EngineConfiguration { RingCapacity = 1_024, MaxBatch = 64, Topology = topology },
            Gateway = new GatewayConfiguration { MaxWindow = 256 },
        },
        new Progress<string>(),
        CancellationToken.None);
}
