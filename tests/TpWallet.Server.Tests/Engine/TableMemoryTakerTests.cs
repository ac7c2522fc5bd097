using TpWallet.Client;
using TpWallet.Core;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine;
using TpWallet.Server.Engine.Storage;

namespace TpWallet.Server.Tests.Engine;

/// <summary>Memory of the tables, taken before and while a switch serves.</summary>
public sealed class TableMemoryTakerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tpwallet-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(TableMemoryKind.Ahead)]
    [InlineData(TableMemoryKind.All)]
    internal async Task A_switch_serves_whichever_way_it_takes_memory(TableMemoryKind kind)
    {
        var configuration = TestNode.Configuration(_folder);
        await using var node = await TestNode.StartAsync(configuration with { Engine = configuration.Engine with { TableMemory = kind } });
        await TestNode.FurnishAsync(node, funds: 100);
        await using var client = await TestNode.ConnectAsync(node, SessionRole.Acquirer);

        var payment = PaymentCommands.Purchase(1, TestNode.New(), TestNode.Wallet, TestNode.Merchant, 5, Currency.USD);

        Assert.Equal(ResultCode.Approved, (await client.SendAsync(payment)).Reply.Result);
    }

    [Theory]
    [InlineData(TableMemoryKind.Ahead)]
    [InlineData(TableMemoryKind.All)]
    internal void A_member_without_tables_waits_for_them_and_can_be_stopped(TableMemoryKind kind)
    {
        using var core = new SwitchCore();
        var lines = new List<string>();
        using (var taker = new TableMemoryTaker(core, kind, lines.Add))
        {
            taker.Start(CancellationToken.None);
        }

        Assert.Empty(lines);
    }

    [Fact]
    public void Taking_all_of_it_can_be_given_up()
    {
        using var core = new SwitchCore();
        var reply = default(Reply);
        core.Apply(GenesisCommand.Create(new GenesisConfiguration()), 1, 1, ref reply);
        using var taker = new TableMemoryTaker(core, TableMemoryKind.All, static _ => { });

        Assert.Throws<OperationCanceledException>(() => taker.Start(new CancellationToken(canceled: true)));
    }
}
