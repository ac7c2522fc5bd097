using TpWallet.Gateway.Sessions;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests;

/// <summary>A chain enters the ring whole, in one claim, or not at all.</summary>
public sealed class ChainTests
{
    [Fact]
    public async Task A_chain_enters_whole_between_its_neighbours()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        await client.SendAsync(Join(RawClient.RequestFrames(1, 1), Chain(2, CommandLimits.ChainMax), RawClient.RequestFrames(10, 1)));

        for (ulong correlation = 1; correlation <= 10; correlation++)
        {
            Assert.Equal((correlation, correlation), await ReplyAsync(client));
        }
    }

    [Fact]
    public async Task A_chain_that_arrives_byte_by_byte_is_held_back_until_it_is_whole()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        using var other = await host.SignOnAsync(participant: 8);
        var chain = Chain(1, 3);

        await client.SendAsync(chain.AsMemory(0, chain.Length - 1));
        await other.SendRequestsAsync(1, 1, participant: 8);
        await other.ReadAsync(FrameType.Reply);
        Assert.Equal(1, host.Echo.Handled);
        await client.SendAsync(chain.AsMemory(chain.Length - 1));

        Assert.Equal([(1ul, 2ul), (2ul, 3ul), (3ul, 4ul)], [await ReplyAsync(client), await ReplyAsync(client), await ReplyAsync(client)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(143)]
    [InlineData(145)]
    public async Task Chains_arrive_whole_however_the_network_cuts_them(int pieceLength)
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        var bytes = Join(Chain(1, 2), RawClient.RequestFrames(3, 1), Chain(4, 5));

        for (var position = 0; position < bytes.Length; position += pieceLength)
        {
            await client.SendAsync(bytes.AsMemory(position, Math.Min(pieceLength, bytes.Length - position)));
        }

        for (ulong correlation = 1; correlation <= 8; correlation++)
        {
            Assert.Equal((correlation, correlation), await ReplyAsync(client));
        }
    }

    [Fact]
    public async Task A_chain_never_shares_the_ring_with_a_stranger_in_its_middle()
    {
        await using var host = await TestSwitch.StartAsync();
        using var first = await host.SignOnAsync(window: 400);
        using var second = await host.SignOnAsync(participant: 8, window: 400);

        await Task.WhenAll(SendChainsAsync(first, 7), SendChainsAsync(second, 8));

        static async Task SendChainsAsync(RawClient client, uint participant)
        {
            await client.SendAsync(Join([.. Enumerable.Range(0, 100).Select(number => Chain(1 + ((ulong)number * 4), 4, participant))]));
            for (var chain = 0; chain < 100; chain++)
            {
                var (_, head) = await ReplyAsync(client);
                for (ulong link = 1; link < 4; link++)
                {
                    Assert.Equal(head + link, (await ReplyAsync(client)).Sequence);
                }
            }
        }
    }

    [Fact]
    public async Task A_chain_of_too_many_requests_ends_the_session()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        await client.SendAsync(Chain(1, CommandLimits.ChainMax + 1));

        await client.ExpectErrorAsync(ProtocolErrorCode.ChainTooLong, CommandLimits.ChainMax);
        Assert.Equal(0, host.Echo.Handled);
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    public async Task A_chain_larger_than_the_window_ends_the_session_whether_or_not_it_is_whole(int length, int sent)
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync(window: 3);

        await client.SendAsync(Chain(1, length).AsMemory(0, sent * RequestFrame.Size));

        await client.ExpectErrorAsync(ProtocolErrorCode.WindowExceeded, 3);
        Assert.Equal(0, host.Echo.Handled);
    }

    [Fact]
    public async Task Another_frame_within_a_chain_ends_the_session()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        await client.SendAsync(Join(Chain(1, 2)[..RequestFrame.Size], RawClient.PrefixFrame(FrameType.Heartbeat, 5)));

        await client.ExpectErrorAsync(ProtocolErrorCode.UnexpectedFrame, (uint)FrameType.Heartbeat);
    }

    [Fact]
    public async Task A_chain_with_a_link_that_is_not_permitted_is_refused_whole_from_the_edge()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        await client.SendAsync(Join(Chain(1, 2)[..RequestFrame.Size], RawClient.RequestFrames(2, 1, participant: 9, CommandFlags.Linked),
            RawClient.RequestFrames(3, 1), RawClient.RequestFrames(4, 1)));

        Assert.Equal([ResultCode.LinkedCommandFailed, ResultCode.NotPermitted, ResultCode.LinkedCommandFailed, ResultCode.Approved],
            [await ResultAsync(client), await ResultAsync(client), await ResultAsync(client), await ResultAsync(client)]);
        Assert.Equal(1, host.Echo.Handled);
        Assert.Equal(3, host.Counters[GatewayCounter.RequestsNotPermitted]);
    }

    [Fact]
    public async Task A_chain_that_finds_the_ring_full_enters_whole_when_there_is_room()
    {
        await using var host = await TestSwitch.StartAsync(limits: new SessionLimits { ReservedSlots = 0 }, ringCapacity: 16);
        using var client = await host.SignOnAsync(window: 16);
        host.Echo.Hold();
        Assert.True(host.Ring.TryClaim(12, out var foreign));

        await client.SendAsync(Chain(1, 6));
        await TestSwitch.UntilAsync(() => host.Counters[GatewayCounter.ClaimsDeferred] > 0, "the claim to find no room");
        host.Ring.Publish(foreign, foreign + 11);
        host.Echo.Release();

        for (ulong correlation = 1; correlation <= 6; correlation++)
        {
            Assert.Equal((correlation, correlation + 12), await ReplyAsync(client));
        }
    }

    [Fact]
    public async Task A_chain_that_the_client_never_ends_is_not_applied()
    {
        await using var host = await TestSwitch.StartAsync();
        using (var client = await host.SignOnAsync())
        {
            await client.SendAsync(Chain(1, 3).AsMemory(0, 2 * RequestFrame.Size));
        }

        await host.UntilEmptyAsync();
        Assert.Equal(0, host.Echo.Handled);
    }

    private static byte[] Chain(ulong firstCorrelation, int length, uint participant = 7) => Join(
        RawClient.RequestFrames(firstCorrelation, length - 1, participant, CommandFlags.Linked),
        RawClient.RequestFrames(firstCorrelation + (ulong)length - 1, 1, participant));

    private static byte[] Join(params byte[][] pieces) => [.. pieces.SelectMany(static piece => piece)];

    private static async Task<(ulong Correlation, ulong Sequence)> ReplyAsync(RawClient client)
    {
        var frame = await client.ReadAsync(FrameType.Reply);
        return (frame.Correlation, frame.Reply.Sequence);
    }

    private static async Task<ResultCode> ResultAsync(RawClient client) => (await client.ReadAsync(FrameType.Reply)).Reply.Result;
}
