using TpWallet.Gateway.Sessions;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests;

public sealed class RequestTests
{
    [Fact]
    public async Task Request_is_answered_with_its_reply_and_correlation()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        await client.SendRequestsAsync(0xABCD_EF01_2345_6789, 1);
        var frame = await client.ReadAsync(FrameType.Reply);

        Assert.Equal(0xABCD_EF01_2345_6789ul, frame.Correlation);
        Assert.Equal(new RequestId(0xABCD_EF01_2345_6789, 42), frame.Reply.RequestId);
        Assert.Equal(ResultCode.Approved, frame.Reply.Result);
        Assert.Equal(1ul, frame.Reply.Sequence);
        Assert.Equal(7u, host.Echo.Last.Participant);
        Assert.Equal(CommandFlags.None, host.Echo.Last.Flags);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(1000)]
    public async Task Ten_thousand_pipelined_requests_are_each_answered_once(int window)
    {
        const int Requests = 10_000;
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync(window: (uint)window);
        var sent = 0;
        var answered = new bool[Requests + 1];

        for (var received = 0; received < Requests; received++)
        {
            var room = Math.Min(window - (sent - received), Requests - sent);
            if (room > 0)
            {
                await client.SendRequestsAsync((ulong)sent + 1, room);
                sent += room;
            }

            var frame = await client.ReadAsync(FrameType.Reply);
            Assert.Equal((long)frame.Correlation * 100, frame.Reply.Amount);
            Assert.False(answered[frame.Correlation]);
            answered[frame.Correlation] = true;
        }

        Assert.Equal(Requests, host.Counters[GatewayCounter.RequestsEntered]);
        Assert.Equal(Requests, host.Counters[GatewayCounter.RepliesWritten]);
    }

    [Fact]
    public async Task Requests_arrive_whole_however_the_network_cuts_them()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        var frames = RawClient.RequestFrames(1, 3);

        foreach (var piece in frames.Chunk(5))
        {
            await client.SendAsync(piece);
        }

        for (ulong correlation = 1; correlation <= 3; correlation++)
        {
            Assert.Equal(correlation, (await client.ReadAsync(FrameType.Reply)).Correlation);
        }
    }

    [Fact]
    public async Task Sessions_that_together_own_the_whole_ring_are_all_served()
    {
        const int Rounds = 50;
        await using var host = await TestSwitch.StartAsync(limits: new SessionLimits { ReservedSlots = 0 }, ringCapacity: 64);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            using var client = await host.SignOnAsync(window: 16);
            for (var round = 0; round < Rounds; round++)
            {
                await client.SendRequestsAsync((ulong)round * 16, 16);
                for (var index = 0; index < 16; index++)
                {
                    await client.ReadAsync(FrameType.Reply);
                }
            }
        })));

        Assert.Equal(4 * 16 * Rounds, host.Echo.Handled);
        await host.UntilEmptyAsync();
        Assert.Equal(64, host.Sessions.WindowLeft);
    }

    [Fact]
    public async Task Claim_that_finds_the_ring_full_is_tried_again_when_there_is_room()
    {
        await using var host = await TestSwitch.StartAsync(limits: new SessionLimits { ReservedSlots = 0 }, ringCapacity: 64);
        host.Echo.Hold();
        using var client = await host.SignOnAsync(window: 64);
        Assert.True(host.Ring.TryClaim(60, out var first)); // commands of the switch itself, more than it reserved

        await client.SendRequestsAsync(1, 10);
        await TestSwitch.UntilAsync(() => host.Counters[GatewayCounter.ClaimsDeferred] > 0, "a deferred claim");
        for (var sequence = first; sequence < first + 60; sequence++)
        {
            host.Ring[sequence] = default;
        }

        host.Ring.Publish(first, first + 59);
        host.Echo.Release();

        for (var index = 0; index < 10; index++)
        {
            await client.ReadAsync(FrameType.Reply);
        }
    }

    [Fact]
    public async Task Request_beyond_the_window_ends_the_session()
    {
        await using var host = await TestSwitch.StartAsync();
        host.Echo.Hold();
        using var client = await host.SignOnAsync(window: 4);

        await client.SendRequestsAsync(1, 5);

        await client.ExpectErrorAsync(ProtocolErrorCode.WindowExceeded, 4);
        Assert.Equal(4, host.Counters[GatewayCounter.RequestsEntered]);
    }

    [Fact]
    public async Task Acquirer_may_not_send_for_another_participant_or_as_an_operator()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync(participant: 7);

        await client.SendRequestsAsync(1, 1, participant: 8);
        await client.SendRequestsAsync(2, 1, participant: 7, flags: CommandFlags.Operator);
        await client.SendRequestsAsync(3, 1, participant: 7);

        for (ulong correlation = 1; correlation <= 2; correlation++)
        {
            var refused = await client.ReadAsync(FrameType.Reply);
            Assert.Equal(correlation, refused.Correlation);
            Assert.Equal(new RequestId(correlation, 42), refused.Reply.RequestId);
            Assert.Equal(ResultCode.NotPermitted, refused.Reply.Result);
            Assert.Equal(ResultClass.Terminal, refused.Reply.Class);
            Assert.Equal(0ul, refused.Reply.Sequence);
        }

        Assert.Equal(ResultCode.Approved, (await client.ReadAsync(FrameType.Reply)).Reply.Result);
        Assert.Equal(1, host.Echo.Handled);
        Assert.Equal(2, host.Counters[GatewayCounter.RequestsNotPermitted]);
    }

    [Theory]
    [InlineData(SessionRole.Acquirer, 0x4843_5441u)]
    [InlineData(SessionRole.Operator, 0u)]
    public async Task Participant_that_would_pass_for_the_header_of_a_batch_is_nobodys(SessionRole role, uint participant)
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync(role, participant: participant);

        await client.SendRequestsAsync(1, 1, participant: 0x4843_5441);

        Assert.Equal(ResultCode.NotPermitted, (await client.ReadAsync(FrameType.Reply)).Reply.Result);
        Assert.Equal(0, host.Echo.Handled);
    }

    [Fact]
    public async Task Operator_sends_for_any_participant_with_its_authority()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync(SessionRole.Operator, participant: 0);

        await client.SendRequestsAsync(1, 1, participant: 1234);
        await client.ReadAsync(FrameType.Reply);

        Assert.Equal(1234u, host.Echo.Last.Participant);
        Assert.Equal(CommandFlags.Operator, host.Echo.Last.Flags);
    }

    [Fact]
    public async Task Statement_about_history_is_not_taken_from_a_client()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        var frame = RawClient.RequestFrames(1, 1);
        frame[FramePrefix.Size + 24] = 0xFF;

        await client.SendAsync(frame);
        await client.ReadAsync(FrameType.Reply);

        Assert.Equal(0ul, host.Echo.Last.HistoryCheckedThrough);
    }

    [Fact]
    public async Task SignOff_is_answered_when_everything_in_flight_is()
    {
        await using var host = await TestSwitch.StartAsync();
        host.Echo.Hold();
        using var client = await host.SignOnAsync();
        await client.SendRequestsAsync(1, 3);
        await client.SendAsync(RawClient.PrefixFrame(FrameType.SignOff, 5));
        await TestSwitch.UntilAsync(() => host.Ring.Claimed == 3, "the requests to enter");

        host.Echo.Release();

        for (ulong correlation = 1; correlation <= 3; correlation++)
        {
            Assert.Equal(correlation, (await client.ReadAsync(FrameType.Reply)).Correlation);
        }

        await client.ReadAsync(FrameType.SignedOff);
        await client.ExpectCloseAsync();
        await host.UntilEmptyAsync();
        Assert.Equal(1, host.Counters[GatewayCounter.SessionsSignedOff]);
        Assert.Equal(0, host.Counters[GatewayCounter.ConnectionsLost]);
    }
}
