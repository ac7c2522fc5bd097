using TpWallet.Gateway.Tests.Support;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests;

public sealed class TimeoutTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Connection_that_does_not_sign_on_is_closed()
    {
        await using var host = await TestSwitch.StartAsync(time: _time);
        using var client = await host.ConnectAsync();
        await TestSwitch.UntilAsync(() => host.Sessions.Count == 1, "the connection to be accepted");

        _time.Advance(TimeSpan.FromSeconds(5.5));

        await client.ExpectErrorAsync(ProtocolErrorCode.SignOnTimeout, 5_000);
    }

    [Fact]
    public async Task Silence_is_filled_with_heartbeats_and_ends_with_the_idle_timeout()
    {
        await using var host = await TestSwitch.StartAsync(time: _time);
        using var client = await host.SignOnAsync();

        _time.Advance(TimeSpan.FromSeconds(31));

        await client.ReadAsync(FrameType.Heartbeat);
        await client.ReadAsync(FrameType.Heartbeat);
        await client.ExpectErrorAsync(ProtocolErrorCode.IdleTimeout, 30_000);
        await host.UntilEmptyAsync();
    }

    [Fact]
    public async Task Heartbeat_of_the_client_is_answered_and_keeps_the_session()
    {
        await using var host = await TestSwitch.StartAsync(time: _time);
        using var client = await host.SignOnAsync();

        for (ulong round = 1; round <= 5; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(8));
            await client.SendAsync(RawClient.PrefixFrame(FrameType.Heartbeat, round));
            Assert.Equal(round, (await client.ReadAsync(FrameType.HeartbeatReply)).Correlation);
        }

        Assert.Equal(0, host.Counters[GatewayCounter.HeartbeatsSent]);
    }

    [Fact]
    public async Task Answer_to_the_servers_heartbeat_keeps_the_session()
    {
        await using var host = await TestSwitch.StartAsync(time: _time);
        using var client = await host.SignOnAsync();

        for (var round = 0; round < 5; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(11));
            var heartbeat = await client.ReadAsync(FrameType.Heartbeat);
            await client.SendAsync(RawClient.PrefixFrame(FrameType.HeartbeatReply, heartbeat.Correlation));
            await client.SendRequestsAsync(1, 1);
            await client.ReadAsync(FrameType.Reply);
        }
    }

    [Fact]
    public async Task Frame_that_arrives_byte_by_byte_does_not_keep_the_session()
    {
        await using var host = await TestSwitch.StartAsync(time: _time);
        using var client = await host.SignOnAsync();
        var frame = RawClient.RequestFrames(1, 1);

        for (var index = 0; index < 15; index++)
        {
            await client.SendAsync(frame.AsMemory(index, 1));
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        ReceivedFrame last;
        do
        {
            last = await client.ReadAsync();
        }
        while (last.Type == FrameType.Heartbeat);
        Assert.Equal(ProtocolErrorCode.IdleTimeout, last.Error.Code);
    }

    [Fact]
    public async Task Timer_runs_only_while_there_are_sessions()
    {
        await using var host = await TestSwitch.StartAsync(time: _time);
        Assert.Equal(0, _time.RunningTimers);

        using var client = await host.SignOnAsync();
        Assert.Equal(1, _time.RunningTimers);

        client.Dispose();
        await host.UntilEmptyAsync();
        Assert.Equal(0, _time.RunningTimers);
    }
}
