using TpWallet.Gateway.Binary;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests;

public sealed class SlowReaderTests
{
    private const int Window = 1000;

    /// <summary>So small that the replies of one window fill every buffer between the engine and the client.</summary>
    public static readonly BinaryListenerOptions SmallBuffers = new()
    {
        ReadBufferBytes = 4096,
        WriteBufferBytes = 4096,
        SocketSendBufferBytes = 4096,
    };

    [Fact]
    public async Task Client_that_stops_reading_is_not_read_while_the_others_are_served()
    {
        await using var host = await TestSwitch.StartAsync(SmallBuffers, ringCapacity: 4096);
        using var slow = await StallAsync(host);
        using var other = await host.SignOnAsync(participant: 8);
        var more = slow.SendRequestsAsync(Window + 1, Window);

        for (ulong round = 0; round < 200; round++)
        {
            await other.SendRequestsAsync(round * 16, 16, participant: 8);
            for (var index = 0; index < 16; index++)
            {
                await other.ReadAsync(FrameType.Reply);
            }
        }

        Assert.Equal(Window + 3200, host.Counters[GatewayCounter.RequestsEntered]);

        for (ulong correlation = 1; correlation <= 2 * Window; correlation++)
        {
            Assert.Equal(correlation, (await slow.ReadAsync(FrameType.Reply)).Correlation);
        }

        await more;
        Assert.Equal(0, host.Counters[GatewayCounter.SlowReadersAborted]);
    }

    [Fact]
    public async Task Client_that_stops_reading_for_too_long_is_cut_off()
    {
        var time = new ManualTime();
        await using var host = await TestSwitch.StartAsync(SmallBuffers, ringCapacity: 4096, time: time);
        using var slow = await StallAsync(host);

        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, host.Counters[GatewayCounter.SlowReadersAborted]);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(1, host.Counters[GatewayCounter.SlowReadersAborted]);
        await host.UntilEmptyAsync();
        Assert.True(await slow.DrainAsync() < Window * ReplyFrame.Size);
    }

    [Fact]
    public async Task Client_that_does_not_read_its_error_is_cut_off()
    {
        var time = new ManualTime();
        await using var host = await TestSwitch.StartAsync(SmallBuffers with { WriteBufferBytes = 1 << 18 }, ringCapacity: 4096, time: time);
        using var slow = await RawClient.ConnectAsync(host.Listener.EndPoint, receiveBuffer: 4096);
        await slow.SignOnAsync(SessionRole.Acquirer, 7, Window);
        await slow.SendRequestsAsync(1, Window);
        await TestSwitch.UntilAsync(() => host.Counters[GatewayCounter.RepliesWritten] == Window, "the replies to be written");

        await slow.SendAsync(RawClient.PrefixFrame(FrameType.SignedOff, 0));
        await TestSwitch.UntilAsync(() => host.Counters.ErrorsOf(ProtocolErrorCode.UnexpectedFrame) == 1, "the error");
        await TestSwitch.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return host.Sessions.Count == 0;
            },
            "the connection to be cut off");

        Assert.Equal(1, host.Counters[GatewayCounter.SlowReadersAborted]);
    }

    [Fact]
    public async Task Client_that_vanishes_in_the_middle_of_its_replies_costs_only_itself()
    {
        await using var host = await TestSwitch.StartAsync(SmallBuffers, ringCapacity: 4096);
        using var other = await host.SignOnAsync(participant: 8);
        using var slow = await StallAsync(host);

        slow.Reset();
        await TestSwitch.UntilAsync(() => host.Sessions.Count == 1, "the session to end");

        await other.SendRequestsAsync(1, 16, participant: 8);
        for (var index = 0; index < 16; index++)
        {
            await other.ReadAsync(FrameType.Reply);
        }

        Assert.False(host.Pipeline.Completion.IsCompleted);
        Assert.Equal(0, host.Counters[GatewayCounter.ConnectionsFaulted]);
    }

    /// <summary>A client that has a window of replies coming and reads none of them.</summary>
    private static async Task<RawClient> StallAsync(TestSwitch host)
    {
        var client = await RawClient.ConnectAsync(host.Listener.EndPoint, receiveBuffer: 4096);
        await client.SignOnAsync(SessionRole.Acquirer, 7, Window);
        host.Echo.Hold();
        await client.SendRequestsAsync(1, Window);
        await TestSwitch.UntilAsync(() => host.Ring.Claimed >= Window, "the requests to enter");
        host.Echo.Release();
        await TestSwitch.UntilAsync(
            () => host.Counters[GatewayCounter.RepliesWritten] == Window && host.Counters[GatewayCounter.FlushesDeferred] > 0,
            "the client to fall behind");
        return client;
    }
}
