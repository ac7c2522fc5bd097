using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests;

public sealed class MalformedInputTests
{
    [Theory]
    [InlineData(143u, FrameType.Request, 0, ProtocolErrorCode.BadLength, 143u)]
    [InlineData(16u, FrameType.Request, 0, ProtocolErrorCode.BadLength, 16u)]
    [InlineData(0u, FrameType.Request, 0, ProtocolErrorCode.BadLength, 0u)]
    [InlineData(uint.MaxValue, FrameType.Request, 0, ProtocolErrorCode.BadLength, uint.MaxValue)]
    [InlineData(16u, (FrameType)77, 0, ProtocolErrorCode.UnknownFrameType, 77u)]
    [InlineData(144u, FrameType.Request, 1, ProtocolErrorCode.ReservedNotZero, 6u)]
    [InlineData(80u, FrameType.Reply, 0, ProtocolErrorCode.UnexpectedFrame, 17u)]
    [InlineData(16u, FrameType.SignedOff, 0, ProtocolErrorCode.UnexpectedFrame, 6u)]
    public async Task Frame_that_can_not_be_ends_the_session_with_its_error(
        uint length, FrameType type, ushort reserved, ProtocolErrorCode expected, uint detail)
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        using var other = await host.SignOnAsync();
        var frame = new byte[BinaryProtocol.FrameLengthMax];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, length);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(4), (ushort)type);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(6), reserved);

        await client.SendRequestsAsync(1, 1);
        await client.ReadAsync(FrameType.Reply);
        await client.SendAsync(frame);

        await client.ExpectErrorAsync(expected, detail);
        Assert.Equal(1, host.Counters.ErrorsOf(expected));
        await other.SendRequestsAsync(1, 1);
        await other.ReadAsync(FrameType.Reply);
    }

    [Fact]
    public async Task Requests_before_a_malformed_frame_still_enter()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        await client.SendAsync((byte[])[.. RawClient.RequestFrames(1, 3), .. "not a frame at all"u8]);

        await client.DrainAsync();
        await host.UntilEmptyAsync();
        Assert.Equal(3, host.Echo.Handled);
    }

    [Fact]
    public async Task Another_protocol_is_turned_away()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.ConnectAsync();

        await client.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));

        await client.ExpectErrorAsync(ProtocolErrorCode.BadLength);
    }

    [Fact]
    public async Task Half_a_frame_and_no_more_is_answered_with_an_error()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        await client.SendAsync(RawClient.RequestFrames(1, 1).AsMemory(0, 100));
        client.Socket.Shutdown(SocketShutdown.Send);

        await client.ExpectErrorAsync(ProtocolErrorCode.BadLength, 100);
        Assert.Equal(1, host.Counters[GatewayCounter.TruncatedFrames]);
        Assert.Equal(0, host.Echo.Handled);
        await host.UntilEmptyAsync();
    }

    [Fact]
    public async Task Half_a_frame_and_a_reset_costs_nothing()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        await client.SendAsync(RawClient.RequestFrames(1, 1).AsMemory(0, 100));
        client.Reset();

        await host.UntilEmptyAsync();
        Assert.Equal(0, host.Counters[GatewayCounter.ConnectionsFaulted]);
    }

    [Fact]
    public async Task Flood_beyond_the_window_ends_only_the_flooder()
    {
        await using var host = await TestSwitch.StartAsync();
        using var other = await host.SignOnAsync(participant: 8);
        using var flooder = await host.SignOnAsync(window: 4);
        host.Echo.Hold();

        var flood = Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            var frames = RawClient.RequestFrames(1, 1000);
            while (true)
            {
                await flooder.SendAsync(frames);
            }
        });
        await TestSwitch.UntilAsync(() => host.Counters.ErrorsOf(ProtocolErrorCode.WindowExceeded) == 1, "the window's end");
        await flood;
        host.Echo.Release();

        await other.SendRequestsAsync(1, 1, participant: 8);
        await other.ReadAsync(FrameType.Reply);
        Assert.Equal(5, host.Echo.Handled);
    }

    [Fact]
    public async Task Heartbeat_flood_of_a_client_that_does_not_read_stops_at_the_buffers()
    {
        var time = new ManualTime();
        var options = SlowReaderTests.SmallBuffers with { HeartbeatInterval = TimeSpan.FromMinutes(59), IdleTimeout = TimeSpan.FromMinutes(60) };
        await using var host = await TestSwitch.StartAsync(options, time: time);
        using var client = await RawClient.ConnectAsync(host.Listener.EndPoint, receiveBuffer: 4096);
        await client.SignOnAsync(SessionRole.Acquirer, 7, 16);

        var flood = Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            var frames = Enumerable.Range(0, 1000).SelectMany(static index => RawClient.PrefixFrame(FrameType.Heartbeat, (ulong)index)).ToArray();
            while (true)
            {
                await client.SendAsync(frames);
            }
        });
        await TestSwitch.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(50));
                return host.Counters[GatewayCounter.SlowReadersAborted] == 1;
            },
            "the client to be cut off");

        await flood;
        await host.UntilEmptyAsync();
    }
}
