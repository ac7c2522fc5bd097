using TpWallet.Gateway.Sessions;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests;

/// <summary>A switch that takes nothing for now says so, and goes on when it can.</summary>
public sealed class AcceptanceTests
{
    [Fact]
    public async Task Requests_are_refused_while_the_gate_is_closed_and_taken_when_it_opens()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        host.Sessions.Gate.Close(ResultCode.DiskFull);
        await client.SendRequestsAsync(1, 20); // more than the window: what is refused takes no place in it
        for (var index = 0; index < 20; index++)
        {
            var refused = await client.ReadAsync(FrameType.Reply);
            Assert.Equal((ResultCode.DiskFull, ResultClass.Transient, 0ul), (refused.Reply.Result, refused.Reply.Class, refused.Reply.Sequence));
        }

        Assert.Equal(20, host.Counters[GatewayCounter.RequestsHeldOff]);
        host.Sessions.Gate.Open();
        await client.SendRequestsAsync(1, 1);

        Assert.Equal(ResultCode.Approved, (await client.ReadAsync(FrameType.Reply)).Reply.Result);
        Assert.Equal(1, host.Echo.Handled);
    }

    [Fact]
    public async Task What_has_entered_is_answered_though_the_gate_closes()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        host.Echo.Hold();
        await client.SendRequestsAsync(1, 4);
        await TestSwitch.UntilAsync(() => host.Counters[GatewayCounter.RequestsEntered] == 4, "the requests to enter");
        host.Sessions.Gate.Close(ResultCode.DiskFull);
        host.Echo.Release();

        for (var index = 0; index < 4; index++)
        {
            Assert.Equal(ResultCode.Approved, (await client.ReadAsync(FrameType.Reply)).Reply.Result);
        }
    }

    [Fact]
    public async Task A_chain_is_refused_whole()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        host.Sessions.Gate.Close(ResultCode.DiskFull);
        await client.SendRequestsAsync(1, 1, flags: CommandFlags.Linked);
        await client.SendRequestsAsync(2, 1);

        Assert.Equal(ResultCode.DiskFull, (await client.ReadAsync(FrameType.Reply)).Reply.Result);
        Assert.Equal(ResultCode.DiskFull, (await client.ReadAsync(FrameType.Reply)).Reply.Result);
        Assert.Equal(0, host.Echo.Handled);
    }

    [Theory]
    [InlineData(ResultCode.None)]
    [InlineData(ResultCode.Approved)]
    [InlineData(ResultCode.NotPermitted)]
    public void Gate_closes_only_with_a_reason_that_leaves_the_request_free(ResultCode reason) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AcceptanceGate().Close(reason));
}
