using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine;

namespace TpWallet.Server.Tests.Engine;

/// <summary>A whole switch in this process, small, with a participant, a funded wallet and merchants.</summary>
internal static class TestNode
{
    public const ulong Wallet = 1;
    public const ulong Merchant = 20;
    public const ulong OtherMerchant = 21;
    public const ulong Clearing = 30;

    public static SwitchConfiguration Configuration(string data) => new()
    {
        Data = data,
        Port = 0,
        Rest = new RestConfiguration { Port = 0 },
        SegmentBytes = 4 << 20,
        Genesis = new GenesisConfiguration
        {
            Accounts = 100,
            OpenAuthorizations = 1_000,
            DuplicateEntries = 2_000,
            Participants = 4,
            Instruments = 100,
        },
        Engine = new EngineConfiguration { RingCapacity = 1_024, MaxBatch = 64 },
        Gateway = new GatewayConfiguration { MaxWindow = 256 },
    };

    public static Task<SwitchNode> StartAsync(SwitchConfiguration configuration, IProgress<string>? lines = null) =>
        SwitchNode.StartAsync(configuration, lines ?? new Progress<string>(), CancellationToken.None);

    public static Task<AcquirerClient> ConnectAsync(SwitchNode node, SessionRole role) => AcquirerClient.ConnectAsync(new ClientOptions
    {
        Port = node.Endpoint.Port,
        Role = role,
        Participant = role == SessionRole.Operator ? 0u : 1u,
    });

    public static async Task FurnishAsync(SwitchNode node, long funds)
    {
        await using var client = await ConnectAsync(node, SessionRole.Operator);
        Command[] commands =
        [
            PaymentCommands.AddParticipant(1, New()),
            PaymentCommands.OpenAccount(1, New(), Merchant, AccountKind.Merchant, Currency.USD),
            PaymentCommands.OpenAccount(1, New(), OtherMerchant, AccountKind.Merchant, Currency.USD),
            PaymentCommands.OpenAccount(1, New(), Clearing, AccountKind.ExternalClearing, Currency.USD),
            PaymentCommands.OpenAccount(1, New(), Wallet, AccountKind.CustomerWallet, Currency.USD),
            PaymentCommands.Deposit(1, New(), Wallet, Clearing, funds, Currency.USD),
        ];
        foreach (var command in commands)
        {
            Assert.Equal(ResultCode.Approved, (await client.SendAsync(command)).Reply.Result);
        }
    }

    /// <summary>What is available on the wallet.</summary>
    public static async Task<long> AvailableAsync(AcquirerClient acquirer) =>
        (await acquirer.SendAsync(PaymentCommands.BalanceInquiry(1, New(), Wallet))).Reply.Available;

    public static RequestId New() => RequestId.FromGuid(Guid.CreateVersion7());
}
