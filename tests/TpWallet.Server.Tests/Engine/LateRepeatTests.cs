using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine;

namespace TpWallet.Server.Tests.Engine;

/// <summary>A repeat long after the core has forgotten its request gets the first answer, or is refused; it is never done twice.</summary>
public sealed class LateRepeatTests : IDisposable
{
    private const int Remembered = 64;
    private const ulong Merchant = 20;
    private const ulong Clearing = 30;
    private const ulong Wallet = 1;
    private const long Funds = 1_000_000;
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private readonly string _data = Directory.CreateTempSubdirectory("tpwallet-late-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    public static TheoryData<bool> WithAndWithoutTime => [true, false];

    [Theory]
    [MemberData(nameof(WithAndWithoutTime))]
    public async Task A_repeat_gets_its_first_answer_after_eviction_and_after_a_restart(bool idsHaveTime)
    {
        var payments = NewPayments(8 * Remembered, idsHaveTime);
        var first = new List<Reply>();
        await using (var node = await StartAsync())
        {
            await FurnishAsync(node);
            await using var acquirer = await ConnectAsync(node, SessionRole.Acquirer);
            foreach (var payment in payments)
            {
                first.Add(await PayAsync(acquirer, payment));
            }

            await AssertRepeatedAsync(acquirer, payments, first);
            Assert.Equal(Funds - payments.Length, await BalanceAsync(acquirer));
            await node.StopAsync();
        }

        await using var again = await StartAsync();
        await using var client = await ConnectAsync(again, SessionRole.Acquirer);
        await AssertRepeatedAsync(client, payments, first);
        Assert.Equal(Funds - payments.Length, await BalanceAsync(client));
        await AssertConflictAsync(client, payments[0]);
        await AssertInquiriesAsync(client, payments[0], first[0]);
    }

    [Fact]
    public async Task A_damaged_history_refuses_what_may_be_old_and_a_rebuilt_one_answers_it()
    {
        var payments = NewPayments(4 * Remembered, idsHaveTime: false);
        var first = new List<Reply>();
        await using (var node = await StartAsync())
        {
            await FurnishAsync(node);
            await using var acquirer = await ConnectAsync(node, SessionRole.Acquirer);
            foreach (var payment in payments)
            {
                first.Add(await PayAsync(acquirer, payment));
            }

            await node.StopAsync();
        }

        Damage();
        await using (var damaged = await StartAsync())
        {
            await using var acquirer = await ConnectAsync(damaged, SessionRole.Acquirer);
            Assert.Equal(ResultCode.HistoryUnavailable, (await acquirer.SendAsync(payments[0])).Reply.Result);
            Assert.Equal(ResultCode.HistoryUnavailable, (await acquirer.SendAsync(NewPayments(1, idsHaveTime: false)[0])).Reply.Result);
            Assert.Equal(ResultCode.HistoryUnavailable, (await InquireAsync(acquirer, payments[0].RequestId)).Result);
            await damaged.StopAsync();
        }

        Assert.Equal(0, (await CommandLineRun.Of("history", "rebuild", _data)).ExitCode);
        await using var rebuilt = await StartAsync();
        await using var client = await ConnectAsync(rebuilt, SessionRole.Acquirer);
        await AssertRepeatedAsync(client, payments, first);
        Assert.Equal(Funds - payments.Length, await BalanceAsync(client));
    }

    private static Command[] NewPayments(int count, bool idsHaveTime) =>
    [
        .. Enumerable.Range(0, count).Select(_ => PaymentCommands.Purchase(
            1, RequestId.FromGuid(idsHaveTime ? Guid.CreateVersion7() : Guid.NewGuid()), Wallet, Merchant, 1, Currency.USD)),
    ];

    /// <summary>Pays; waits while the core has no room to remember more, which history makes.</summary>
    private static async Task<Reply> PayAsync(AcquirerClient acquirer, Command payment)
    {
        using var patience = new CancellationTokenSource(Generous);
        while (true)
        {
            var reply = (await acquirer.SendAsync(payment)).Reply;
            if (reply.Result is not (ResultCode.DuplicatesFull or ResultCode.HistoryBehind or ResultCode.HistoryUnavailable))
            {
                Assert.Equal(ResultCode.Approved, reply.Result);
                return reply;
            }

            Assert.False(patience.IsCancellationRequested, $"The switch made no room: {reply.Result}.");
        }
    }

    private static async Task AssertRepeatedAsync(AcquirerClient acquirer, Command[] payments, List<Reply> first)
    {
        for (var index = 0; index < payments.Length; index++)
        {
            var reply = await PayAsync(acquirer, payments[index]);
            var expected = first[index];
            expected.Flags = ReplyFlags.Replayed;
            Assert.Equal(expected, reply);
        }
    }

    private static async Task AssertConflictAsync(AcquirerClient acquirer, Command payment)
    {
        payment.Amount = 2;
        Assert.Equal(ResultCode.RequestIdConflict, (await acquirer.SendAsync(payment)).Reply.Result);
    }

    private static async Task AssertInquiriesAsync(AcquirerClient acquirer, Command old, Reply first)
    {
        first.Flags = ReplyFlags.Replayed;
        Assert.Equal(first, await InquireAsync(acquirer, old.RequestId));
        Assert.Equal(ResultCode.UnknownRequest, (await InquireAsync(acquirer, RequestId.FromGuid(Guid.NewGuid()))).Result);
    }

    private static async Task<Reply> InquireAsync(AcquirerClient acquirer, RequestId about) =>
        (await acquirer.SendAsync(PaymentCommands.StatusInquiry(1, RequestId.FromGuid(Guid.NewGuid()), about))).Reply;

    private static async Task<long> BalanceAsync(AcquirerClient acquirer) =>
        (await acquirer.SendAsync(PaymentCommands.BalanceInquiry(1, RequestId.FromGuid(Guid.NewGuid()), Wallet))).Reply.Available;

    private static async Task FurnishAsync(SwitchNode node)
    {
        await using var client = await ConnectAsync(node, SessionRole.Operator);
        Command[] commands =
        [
            PaymentCommands.AddParticipant(1, New()),
            PaymentCommands.OpenAccount(1, New(), Merchant, AccountKind.Merchant, Currency.USD),
            PaymentCommands.OpenAccount(1, New(), Clearing, AccountKind.ExternalClearing, Currency.USD),
            PaymentCommands.OpenAccount(1, New(), Wallet, AccountKind.CustomerWallet, Currency.USD),
            PaymentCommands.Deposit(1, New(), Wallet, Clearing, Funds, Currency.USD),
        ];
        foreach (var command in commands)
        {
            Assert.Equal(ResultCode.Approved, (await client.SendAsync(command)).Reply.Result);
        }
    }

    private static RequestId New() => RequestId.FromGuid(Guid.NewGuid());

    private static Task<AcquirerClient> ConnectAsync(SwitchNode node, SessionRole role) => AcquirerClient.ConnectAsync(new ClientOptions
    {
        Port = node.Endpoint.Port,
        Role = role,
        Participant = role == SessionRole.Operator ? 0u : 1u,
    });

    /// <summary>Flips a byte of history's newest segment.</summary>
    private void Damage()
    {
        var segment = Directory.GetFiles(Path.Combine(_data, SwitchConfiguration.HistoryFolder))
            .Where(static file => Path.GetFileName(file).StartsWith("history", StringComparison.Ordinal))
            .OrderDescending(StringComparer.Ordinal)
            .First(static file => new FileInfo(file).Length > 4096);
        var bytes = File.ReadAllBytes(segment);
        bytes[200] ^= 0x10;
        File.WriteAllBytes(segment, bytes);
    }

    private Task<SwitchNode> StartAsync() => SwitchNode.StartAsync(
        new SwitchConfiguration
        {
            Data = _data,
            Port = 0,
            Rest = new RestConfiguration { Port = 0 },
            SegmentBytes = 4 << 20,
            Genesis = new GenesisConfiguration
            {
                Accounts = 100,
                OpenAuthorizations = 1_000,
                DuplicateEntries = Remembered,
                Participants = 4,
                Instruments = 4,
            },
            Engine = new EngineConfiguration { RingCapacity = 1_024, MaxBatch = 64 },
            Gateway = new GatewayConfiguration { MaxWindow = 256 },
            History = new HistoryConfiguration { CheckpointIntervalMs = 100, MemoryBytes = 16 << 20, IndexBytes = 1 << 20, BufferBytes = 1 << 20 },
        },
        new Progress<string>(),
        CancellationToken.None);
}
