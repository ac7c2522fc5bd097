using TpWallet.Gateway.Tests.Support;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests;

/// <summary>What the core has forgotten is looked for in history before it may enter.</summary>
public sealed class HistoryTests
{
    private readonly StubHistory _history = new();

    [Fact]
    public async Task A_repeat_of_what_the_core_has_forgotten_is_answered_without_entering()
    {
        _history.Add(IdOf(2), sequence: 5);
        await using var host = await TestSwitch.StartAsync(history: _history);
        using var client = await host.SignOnAsync();

        await client.SendRequestsAsync(1, 3);
        var replies = await ReadRepliesAsync(client, 3);

        Assert.Equal((5ul, 77L, ReplyFlags.Replayed), (replies[2].Sequence, replies[2].Amount, replies[2].Flags));
        Assert.Equal(ReplyFlags.None, replies[1].Flags);
        Assert.Equal(ReplyFlags.None, replies[3].Flags);
        Assert.Equal(2, host.Echo.Handled);
        Assert.Equal(1, host.Counters[GatewayCounter.HistoryAnswers]);
    }

    [Fact]
    public async Task What_enters_says_through_which_sequence_history_was_searched()
    {
        _history.CheckedThrough = 4711;
        await using var host = await TestSwitch.StartAsync(history: _history);
        using var client = await host.SignOnAsync();

        await client.SendRequestsAsync(1, 1);
        await client.ReadAsync(FrameType.Reply);

        Assert.Equal(4711ul, host.Echo.Last.HistoryCheckedThrough);
    }

    [Fact]
    public async Task A_request_that_the_disk_rules_out_enters_with_what_was_searched_then()
    {
        _history.AddUncertain(IdOf(1));
        _history.Hold();
        await using var host = await TestSwitch.StartAsync(history: _history);
        using var client = await host.SignOnAsync();
        using var other = await host.SignOnAsync(participant: 8);

        await client.SendRequestsAsync(1, 1);
        await TestSwitch.UntilAsync(() => host.Counters[GatewayCounter.HistorySearches] == 1, "the search");
        await other.SendRequestsAsync(2, 1, participant: 8);
        await other.ReadAsync(FrameType.Reply); // a search holds up nobody else
        _history.CheckedThrough = 2000;
        _history.Release();
        await client.ReadAsync(FrameType.Reply);

        Assert.Equal(2000ul, host.Echo.Last.HistoryCheckedThrough);
        Assert.Equal(0, host.Counters[GatewayCounter.HistoryAnswers]);
    }

    [Fact]
    public async Task Nothing_is_concluded_from_a_damaged_history()
    {
        _history.AddUncertain(IdOf(1));
        _history.IsDamaged = true;
        await using var host = await TestSwitch.StartAsync(history: _history);
        using var client = await host.SignOnAsync();

        await client.SendRequestsAsync(1, 2);
        var replies = await ReadRepliesAsync(client, 2);

        Assert.Equal((ResultCode.HistoryUnavailable, ResultClass.Transient), (replies[1].Result, replies[1].Class));
        Assert.Equal(ResultCode.Approved, replies[2].Result);
        Assert.Equal(1, host.Echo.Handled);
    }

    [Fact]
    public async Task A_chain_that_was_answered_long_ago_is_answered_link_by_link()
    {
        _history.Add(IdOf(1), sequence: 5);
        _history.Add(IdOf(2), sequence: 6);
        await using var host = await TestSwitch.StartAsync(history: _history);
        using var client = await host.SignOnAsync();

        await client.SendAsync(Chain(1, 2));
        var replies = await ReadRepliesAsync(client, 2);

        Assert.Equal((5ul, 6ul), (replies[1].Sequence, replies[2].Sequence));
        Assert.Equal(0, host.Echo.Handled);
    }

    [Theory]
    [InlineData(1000ul, ResultCode.LinkedCommandFailed)]
    [InlineData(6ul, ResultCode.HistoryUnavailable)]
    public async Task A_link_that_history_does_not_hold_beside_one_that_it_holds_is_refused_as_history_allows(ulong checkedThrough, ResultCode result)
    {
        _history.Add(IdOf(1), sequence: 5);
        _history.CheckedThrough = checkedThrough;
        await using var host = await TestSwitch.StartAsync(history: _history);
        using var client = await host.SignOnAsync();

        await client.SendAsync(Chain(1, 2));
        var replies = await ReadRepliesAsync(client, 2);

        Assert.Equal((ResultCode.Approved, result), (replies[1].Result, replies[2].Result));
        Assert.Equal(0, host.Echo.Handled);
    }

    [Fact]
    public async Task A_chain_that_history_does_not_hold_enters_whole()
    {
        _history.AddUncertain(IdOf(2));
        await using var host = await TestSwitch.StartAsync(history: _history);
        using var client = await host.SignOnAsync();

        await client.SendRequestsAsync(9, 1);
        await client.SendAsync(Chain(1, 3));
        await ReadRepliesAsync(client, 4);

        Assert.Equal(4, host.Echo.Handled);
        Assert.Equal(3, host.Counters[GatewayCounter.HistorySearches]);
    }

    [Fact]
    public async Task A_thousand_requests_among_which_some_are_old_are_each_answered_once()
    {
        const int Requests = 1000;
        const int Window = 200;
        for (ulong correlation = 3; correlation <= Requests; correlation += 7)
        {
            _history.Add(IdOf(correlation), correlation);
        }

        await using var host = await TestSwitch.StartAsync(history: _history);
        using var client = await host.SignOnAsync(window: Window);
        var old = 0;
        for (ulong sent = 0; sent < Requests; sent += Window)
        {
            await client.SendRequestsAsync(sent + 1, Window);
            old += (await ReadRepliesAsync(client, Window)).Values.Count(static reply => reply.Flags == ReplyFlags.Replayed);
        }

        Assert.Equal(143, old);
        Assert.Equal(Requests - old, host.Echo.Handled);
    }

    private static RequestId IdOf(ulong correlation) => new(correlation, 42);

    private static byte[] Chain(ulong firstCorrelation, int length)
    {
        var linked = RawClient.RequestFrames(firstCorrelation, length - 1, flags: CommandFlags.Linked);
        return [.. linked, .. RawClient.RequestFrames(firstCorrelation + (ulong)length - 1, 1)];
    }

    private static async Task<Dictionary<ulong, Reply>> ReadRepliesAsync(RawClient client, int count)
    {
        var replies = new Dictionary<ulong, Reply>();
        while (replies.Count < count)
        {
            var frame = await client.ReadAsync(FrameType.Reply);
            Assert.True(replies.TryAdd(frame.Correlation, frame.Reply), $"{frame.Correlation} was answered twice.");
        }

        return replies;
    }
}
