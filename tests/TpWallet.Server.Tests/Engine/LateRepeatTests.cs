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
            await TestNode.FurnishAsync(node, Funds);
            await using var acquirer = await TestNode.ConnectAsync(node, SessionRole.Acquirer);
            foreach (var payment in payments)
            {
                first.Add(await PayAsync(acquirer, payment));
            }

            await AssertRepeatedAsync(acquirer, payments, first);
            Assert.Equal(Funds - payments.Length, await TestNode.AvailableAsync(acquirer));
            await node.StopAsync();
        }

        await using var again = await StartAsync();
        await using var client = await TestNode.ConnectAsync(again, SessionRole.Acquirer);
        await AssertRepeatedAsync(client, payments, first);
        Assert.Equal(Funds - payments.Length, await TestNode.AvailableAsync(client));
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
            await TestNode.FurnishAsync(node, Funds);
            await using var acquirer = await TestNode.ConnectAsync(node, SessionRole.Acquirer);
            foreach (var payment in payments)
            {
                first.Add(await PayAsync(acquirer, payment));
            }

            await node.StopAsync();
        }

        Damage();
        await using (var damaged = await StartAsync())
        {
            await using var acquirer = await TestNode.ConnectAsync(damaged, SessionRole.Acquirer);
            Assert.Equal(ResultCode.HistoryUnavailable, (await acquirer.SendAsync(payments[0])).Reply.Result);
            Assert.Equal(ResultCode.HistoryUnavailable, (await acquirer.SendAsync(NewPayments(1, idsHaveTime: false)[0])).Reply.Result);
            Assert.Equal(ResultCode.HistoryUnavailable, (await InquireAsync(acquirer, payments[0].RequestId)).Result);
            await damaged.StopAsync();
        }

        Assert.Equal(0, (await CommandLineRun.Of("history", "rebuild", _data)).ExitCode);
        await using var rebuilt = await StartAsync();
        await using var client = await TestNode.ConnectAsync(rebuilt, SessionRole.Acquirer);
        await AssertRepeatedAsync(client, payments, first);
        Assert.Equal(Funds - payments.Length, await TestNode.AvailableAsync(client));
    }

    private static Command[] NewPayments(int count, bool idsHaveTime) =>
    [
        .. Enumerable.Range(0, count).Select(_ => PaymentCommands.Purchase(
            1, RequestId.FromGuid(idsHaveTime ? Guid.CreateVersion7() : Guid.NewGuid()), TestNode.Wallet, TestNode.Merchant, 1, Currency.USD)),
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

    private Task<SwitchNode> StartAsync()
    {
        var configuration = TestNode.Configuration(_data);
        return TestNode.StartAsync(configuration with
        {
            Genesis = configuration.Genesis with { DuplicateEntries = Remembered },
            History = new HistoryConfiguration { CheckpointIntervalMs = 100, MemoryBytes = 16 << 20, IndexBytes = 1 << 20, BufferBytes = 1 << 20 },
        });
    }
}
