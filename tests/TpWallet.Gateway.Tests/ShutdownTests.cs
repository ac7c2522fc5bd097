using System.Net.Sockets;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Stop_answers_what_is_in_flight_refuses_what_comes_and_signs_off()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync(window: 900);
        using var idle = await host.SignOnAsync();
        host.Echo.Hold();
        await client.SendRequestsAsync(1, 1);
        await TestSwitch.UntilAsync(() => host.Ring.Claimed == 1, "the request to enter");

        var stopped = host.Listener.StopAsync(TestSwitch.Patience);
        await idle.ReadAsync(FrameType.SignedOff);
        await idle.ExpectCloseAsync();
        ulong sent = 1;
        while (host.Counters[GatewayCounter.RequestsShuttingDown] == 0)
        {
            await client.SendRequestsAsync(++sent, 1);
            await TestSwitch.UntilAsync(
                () => host.Counters[GatewayCounter.RequestsShuttingDown] + host.Counters[GatewayCounter.RequestsEntered] == (long)sent,
                "the request to be taken or refused");
        }

        var refused = await client.ReadAsync(FrameType.Reply);
        Assert.Equal(sent, refused.Correlation);
        Assert.Equal(ResultCode.ShuttingDown, refused.Reply.Result);
        Assert.Equal(ResultClass.Transient, refused.Reply.Class);
        Assert.Equal(0ul, refused.Reply.Sequence);
        Assert.False(stopped.IsCompleted);

        host.Echo.Release();
        for (ulong correlation = 1; correlation < sent; correlation++)
        {
            Assert.Equal(ResultCode.Approved, (await client.ReadAsync(FrameType.Reply)).Reply.Result);
        }

        await client.ReadAsync(FrameType.SignedOff);
        await client.ExpectCloseAsync();
        await stopped;
        Assert.Equal(0, host.Sessions.Count);
        Assert.Equal(2, host.Counters[GatewayCounter.SessionsDrained]);
        await Assert.ThrowsAnyAsync<SocketException>(host.ConnectAsync);
    }

    [Fact]
    public async Task Stop_tells_a_connection_that_has_not_signed_on()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.ConnectAsync();
        await TestSwitch.UntilAsync(() => host.Sessions.Count == 1, "the connection to be accepted");

        await host.Listener.StopAsync(TestSwitch.Patience);

        await client.ExpectErrorAsync(ProtocolErrorCode.ShuttingDown);
    }

    [Fact]
    public async Task Stop_ends_in_time_although_a_request_is_never_answered()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        host.Echo.Hold();
        await client.SendRequestsAsync(1, 1);
        await TestSwitch.UntilAsync(() => host.Ring.Claimed == 1, "the request to enter");

        await host.Listener.StopAsync(TimeSpan.FromMilliseconds(50));

        await client.ExpectCloseAsync();
        await TestSwitch.UntilAsync(() => host.Listener.Connections == 0, "the connection to end");
        Assert.Equal(1, host.Sessions.Count);
        host.Echo.Release();
        await host.UntilEmptyAsync();
    }

    [Fact]
    public async Task Request_for_a_closed_ring_is_refused_as_shutting_down()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        await host.Pipeline.StopAsync(TestSwitch.Patience);
        await client.SendRequestsAsync(1, 1);

        Assert.Equal(ResultCode.ShuttingDown, (await client.ReadAsync(FrameType.Reply)).Reply.Result);
        await client.ReadAsync(FrameType.SignedOff);
        await client.ExpectCloseAsync();
    }
}
