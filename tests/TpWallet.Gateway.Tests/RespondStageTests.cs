using TpWallet.Gateway.Sessions;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests;

public sealed class RespondStageTests
{
    [Fact]
    public async Task Reply_for_an_earlier_tenant_of_the_place_is_not_delivered()
    {
        await using var host = await TestSwitch.StartAsync(limits: new SessionLimits { MaxSessions = 1, ReservedSlots = 24 });
        using (await host.SignOnAsync())
        {
        }

        await host.UntilEmptyAsync();
        using var successor = await host.SignOnAsync();
        await PublishAsync(host, new EdgeData { Connection = 1, Generation = 1, Correlation = 666 });
        await PublishAsync(host, new EdgeData { Connection = 1, Generation = 3, Correlation = 666 });
        await PublishAsync(host, new EdgeData { Connection = 999, Generation = 1, Correlation = 666 });

        Assert.Equal(3, host.Counters[GatewayCounter.RepliesWithoutSession]);
        await successor.SendRequestsAsync(5, 1);
        Assert.Equal(5ul, (await successor.ReadAsync(FrameType.Reply)).Correlation);
    }

    [Fact]
    public async Task Late_replies_of_a_vanished_client_do_not_reach_who_came_after_it()
    {
        await using var host = await TestSwitch.StartAsync();
        host.Echo.Hold();
        using var vanished = await host.SignOnAsync();
        await vanished.SendRequestsAsync(666, 5);
        await TestSwitch.UntilAsync(() => host.Ring.Claimed == 5, "the requests to enter");
        vanished.Reset();
        await TestSwitch.UntilAsync(() => host.Listener.Connections == 0, "the connection to end");

        using var successor = await host.SignOnAsync();
        await successor.SendRequestsAsync(1, 1);
        host.Echo.Release();

        Assert.Equal(1ul, (await successor.ReadAsync(FrameType.Reply)).Correlation);
        Assert.Equal(5, host.Counters[GatewayCounter.RepliesDiscarded]);
        await TestSwitch.UntilAsync(() => host.Sessions.Count == 1, "the vanished client's place to return");
    }

    [Fact]
    public async Task Command_of_the_switch_itself_has_no_reply_to_deliver()
    {
        await using var host = await TestSwitch.StartAsync();

        await PublishAsync(host, default);

        Assert.Equal(0, host.Counters[GatewayCounter.RepliesWithoutSession]);
        Assert.Equal(0, host.Counters[GatewayCounter.RepliesWritten]);
    }

    private static async Task PublishAsync(TestSwitch host, EdgeData edge)
    {
        Assert.True(host.Ring.TryClaim(1, out var sequence));
        host.Ring[sequence] = new Slot { Edge = edge };
        host.Ring.Publish(sequence, sequence);
        await TestSwitch.UntilAsync(() => host.Ring.Processed > sequence, "the command to pass");
    }
}
